package io.learngene.method.tuning;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.method.Continuation;
import io.learngene.method.Intake;
import io.learngene.method.Shelves;
import io.learngene.method.TuneJob;
import java.util.List;
import java.util.Optional;

/** Takes requests for tuning what a family has on other images. */
final class FurtherTuning implements Continuation<TuneRequest, TuneJob> {

    private static final int MOST_OF_THE_SOURCE = 50;

    @Override
    public Class<TuneRequest> type() {
        return TuneRequest.class;
    }

    @Override
    public String collection() {
        return "tunings";
    }

    /** Every family has models, or will have. */
    @Override
    public boolean fits(String family, Shelves shelves) {
        return true;
    }

    @Override
    public TuneJob job(TuneRequest request, String family, String id, Shelves shelves) {
        DatasetSelection dataset = shelves.pin(request.dataset());
        VitArchitecture from;
        Origin start;
        if (request.from() == TuneRequest.From.MODEL) {
            ModelManifest model = shelves.model(family, request.source());
            from = model.architecture();
            start = new Origin.Model(StoreKeys.modelManifest(family, TuneJob.MODELS, model.name()));
        } else {
            InitialModel untrained = shelves.initialModel(family, request.source());
            from = untrained.architecture();
            start = untrained.origin();
        }
        Check.that(
                dataset.imageSize() % from.patchSize() == 0,
                "dataset.image_size",
                dataset.imageSize(),
                request.source() + " cuts images into patches of " + from.patchSize() + " pixels; give "
                        + from.imageSize() + " or another multiple of that");
        String name = request.source()
                        .substring(
                                0, Math.min(MOST_OF_THE_SOURCE, request.source().length()))
                + "-" + id;
        return new TuneJob(name, TuneJob.MODELS, from, start, dataset, request.tuning(), null, request.seed(), null);
    }

    @Override
    public Priority priority(TuneRequest request) {
        return request.priority();
    }

    @Override
    public List<Intake.Training> trainings(TuneJob job, String family, Shelves shelves) {
        VitArchitecture network = job.architecture()
                .forDataset(shelves.classes(job.dataset()).size(), job.dataset().imageSize());
        return List.of(new Intake.Training(network, job.training(), "tuning"));
    }

    @Override
    public DatasetSelection dataset(TuneJob job) {
        return job.dataset();
    }

    @Override
    public Optional<String> model(TuneJob job) {
        return Optional.of(job.name());
    }
}

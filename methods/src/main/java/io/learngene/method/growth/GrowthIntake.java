package io.learngene.method.growth;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Intake;
import io.learngene.method.Shelves;
import java.util.ArrayList;
import java.util.List;

/** Takes requests for growths. */
final class GrowthIntake implements Intake<GrowthRequest> {

    @Override
    public Class<GrowthRequest> type() {
        return GrowthRequest.class;
    }

    @Override
    public String collection() {
        return "growths";
    }

    @Override
    public JobSpec first(GrowthRequest request, Shelves shelves) {
        Source source = Source.of(request.from());
        DatasetSelection dataset = request.dataset();
        if (dataset == null) {
            Check.that(
                    !source.ancestor(),
                    "dataset",
                    null,
                    "name the images that the grown ancestor is tuned and tested on");
            dataset = tuned(request.from(), source, shelves).provenance().dataset();
        }
        GrowthRequest pinned = request.on(shelves.pin(dataset));
        shape(pinned, shelves);
        return new GrowJob(pinned);
    }

    @Override
    public List<Training> trainings(GrowthRequest request, Shelves shelves) {
        VitArchitecture grown = shape(request, shelves);
        List<Training> trainings = new ArrayList<>();
        trainings.add(new Training(grown, request.tuning(), "tuning"));
        if (request.baselines().scratch() != null) {
            trainings.add(new Training(grown, request.baselines().scratch(), "baselines.scratch"));
        }
        return trainings;
    }

    /** {@return the grown shape, for the dataset's images and classes} */
    private static VitArchitecture shape(GrowthRequest request, Shelves shelves) {
        Source source = Source.of(request.from());
        VitArchitecture from = source.ancestor()
                ? ancestor(request.from(), shelves)
                : tuned(request.from(), source, shelves).architecture();
        DatasetSelection dataset = request.dataset();
        Check.that(
                dataset.imageSize() % from.patchSize() == 0,
                "dataset.image_size",
                dataset.imageSize(),
                request.from() + " cuts images into patches of " + from.patchSize() + " pixels; give "
                        + from.imageSize() + " or another multiple of that");
        return grown(from.forDataset(shelves.classes(dataset).size(), dataset.imageSize()), request.to());
    }

    /** {@return the shape that is asked for, which the source can grow to} */
    static VitArchitecture grown(VitArchitecture from, GrowthRequest.Shape to) {
        try {
            int dim = to.dim() == null ? from.dim() : to.dim();
            int headDim = from.dim() / from.heads();
            Check.that(
                    dim >= from.dim() && dim % headDim == 0,
                    "dim",
                    dim,
                    "give a multiple of " + headDim + ", the width of the source's heads, from " + from.dim() + " on");
            VitArchitecture shape = new VitArchitecture(
                    from.imageSize(),
                    from.patchSize(),
                    dim,
                    to.heads() == null ? dim / headDim : to.heads(),
                    to.depth() == null ? from.depth() : to.depth(),
                    from.classes(),
                    from.mlpRatio(),
                    from.normEps(),
                    from.pooling());
            VitGrowth.check(from, shape);
            return shape;
        } catch (InvalidFieldException e) {
            throw e.under("to");
        }
    }

    private static VitArchitecture ancestor(String id, Shelves shelves) {
        AncestorManifest manifest = shelves.ancestor(id)
                .orElseThrow(() -> new InvalidFieldException(
                        "from",
                        id,
                        "there is no such ancestor; upload it with PUT /ancestors/" + id
                                + ", or name a tuned model as family/name"));
        if (manifest.architecture() instanceof VitArchitecture vit) {
            return vit;
        }
        throw new InvalidFieldException("from", id, "it is no Vision Transformer, and only those grow here");
    }

    private static ModelManifest tuned(String from, Source source, Shelves shelves) {
        return shelves.result(source.manifest())
                .filter(ModelManifest.class::isInstance)
                .map(ModelManifest.class::cast)
                .orElseThrow(() -> new InvalidFieldException(
                        "from",
                        from,
                        "there is no such tuned model; ./foundry show " + source.family()
                                + " lists those of its family"));
    }
}

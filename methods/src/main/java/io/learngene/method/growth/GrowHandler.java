package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Network;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.StoredModel;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Reporter;
import io.learngene.worker.Versions;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The growing job: source, grown weights, comparison of their answers, tuning jobs. */
final class GrowHandler implements JobHandler<GrowJob> {

    /** Images that source and grown model are compared on. */
    private static final int COMPARED_IMAGES = 256;

    private final Workshop workshop;

    GrowHandler(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Class<GrowJob> type() {
        return GrowJob.class;
    }

    @Override
    public JobResult run(Job<GrowJob> job, JobContext context) throws IOException {
        GrowthRequest request = job.spec().request();
        Growing growing = Growing.of(request, workshop, Reporter.ofData(job, context, workshop.clock()));
        VitArchitecture to = growing.to();
        ArtefactRef weights = null;
        Map<String, Tensor> grown;
        if (request.operator().trained()) {
            weights = fitted(job.family(), to);
            grown = TensorSource.tensors(growing.artefacts().weights(weights, NetworkSpec.of(to)));
        } else {
            grown = VitGrowth.grow(growing.weights(), growing.from(), to, request.rule(), request.seed());
        }
        context.stop().check();
        LogitDifference difference = difference(growing, grown);
        context.stop().check();
        return new GrownManifest(
                job.family(),
                name(to),
                request.from(),
                growing.sha256(),
                growing.from(),
                to,
                request.operator(),
                request.rule(),
                weights == null ? put(grown, context) : weights,
                to.parameters(),
                to.flops(),
                growing.dataset().classNames(),
                difference,
                jobs(job.family(), request, to).stream()
                        .map(tune -> tune.expected(null))
                        .toList(),
                new Provenance(
                        job.id(),
                        context.attempt(),
                        request.seed(),
                        request.dataset(),
                        request.tuning(),
                        Versions.of(workshop.torch().get()),
                        workshop.clock().instant()));
    }

    /** {@return the weights that a trained operator wrote out} */
    private ArtefactRef fitted(String family, VitArchitecture to) {
        Artefacts artefacts = Artefacts.of(workshop.store(), workshop.cache());
        ModelManifest fitted = (ModelManifest) artefacts.result(OperatorJob.manifest(family, name(to)));
        return StoredModel.weights(fitted);
    }

    @Override
    public List<JobSpec> next(Job<GrowJob> job, JobResult result) {
        return List.copyOf(jobs(job.family(), job.spec().request(), ((GrownManifest) result).architecture()));
    }

    /** The grown model first, then what it is compared with; nothing for a recipe without epochs. */
    static List<TuneJob> jobs(String family, GrowthRequest request, VitArchitecture grown) {
        List<TuneJob> jobs = new ArrayList<>();
        add(jobs, request, grown, TuneJob.MODELS, new Grown(GrowJob.manifest(family)), request.tuning());
        add(
                jobs,
                request,
                grown,
                TuneJob.SCRATCH,
                new Origin.Random(),
                request.baselines().scratch());
        return jobs;
    }

    private static void add(
            List<TuneJob> jobs,
            GrowthRequest request,
            VitArchitecture grown,
            String group,
            Origin start,
            TrainingRecipe recipe) {
        if (recipe != null && recipe.length().trains()) {
            jobs.add(new TuneJob(
                    name(grown), group, grown, start, request.dataset(), recipe, null, request.seed(), null));
        }
    }

    static String name(VitArchitecture to) {
        return String.format(Locale.ROOT, "L%02d-d%d", to.depth(), to.dim());
    }

    private LogitDifference difference(Growing growing, Map<String, Tensor> grown) {
        LabelledImages test = growing.dataset().test();
        LabelledImages images = test.subset(Math.min(COMPARED_IMAGES, test.size()));
        try (Network source = network(growing.from(), growing.weights());
                Network larger = network(growing.to(), grown)) {
            return LogitDifference.of(source, larger, images);
        }
    }

    private Network network(VitArchitecture architecture, Map<String, Tensor> weights) {
        return Network.create(
                workshop.torch().get(), NetworkSpec.of(architecture), weights, Precision.FP32, Integer.MAX_VALUE);
    }

    private ArtefactRef put(Map<String, Tensor> grown, JobContext context) throws IOException {
        Path file = context.workDirectory().resolve(ModelFolder.WEIGHTS);
        SafetensorsWriter.write(file, grown, Map.of("format", "pt"));
        return workshop.store().put(ModelFolder.WEIGHTS, context.runPrefix() + ModelFolder.WEIGHTS, file);
    }
}

package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Network;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.Source;
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
        Dataset dataset = workshop.datasets().open(request.dataset(), Reporter.ofData(job, context, workshop.clock()));
        StoredModel source = source(request.from());
        VitArchitecture from =
                source.architecture().forDataset(dataset.classNames().size(), dataset.imageSize());
        VitArchitecture to = GrowthIntake.grown(from, request.to());
        Map<String, Tensor> weights =
                TensorSource.tensors(source.fitted(new Initialiser.Wanted(from, dataset.classNames(), request.seed())));
        Map<String, Tensor> grown = VitGrowth.grow(weights, from, to, request.rule(), request.seed());
        context.stop().check();
        LogitDifference difference = difference(weights, from, grown, to, dataset.test());
        context.stop().check();
        return new GrownManifest(
                job.family(),
                name(to),
                request.from(),
                source.sha256(),
                from,
                to,
                request.rule(),
                put(grown, context),
                to.parameters(),
                to.flops(),
                dataset.classNames(),
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
        if (recipe != null && recipe.epochs() > 0) {
            jobs.add(new TuneJob(
                    name(grown), group, grown, start, request.dataset(), recipe, null, request.seed(), null));
        }
    }

    static String name(VitArchitecture to) {
        return String.format(Locale.ROOT, "L%02d-d%d", to.depth(), to.dim());
    }

    private StoredModel source(String from) throws IOException {
        return Source.of(from).read(Artefacts.of(workshop.store(), workshop.cache()));
    }

    private LogitDifference difference(
            Map<String, Tensor> weights,
            VitArchitecture from,
            Map<String, Tensor> grown,
            VitArchitecture to,
            LabelledImages test) {
        LabelledImages images = test.subset(Math.min(COMPARED_IMAGES, test.size()));
        try (Network source = network(from, weights);
                Network larger = network(to, grown)) {
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

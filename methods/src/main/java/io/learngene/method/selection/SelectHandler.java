package io.learngene.method.selection;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Network;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.method.Artefacts;
import io.learngene.method.Comparison;
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
import java.util.List;
import java.util.Locale;

/** The selecting job: the larger model, the influence of its layers where the rule asks for it, the choice, tuning jobs. */
final class SelectHandler implements JobHandler<SelectJob> {

    private final Workshop workshop;

    SelectHandler(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Class<SelectJob> type() {
        return SelectJob.class;
    }

    @Override
    public JobResult run(Job<SelectJob> job, JobContext context) throws IOException {
        SelectionRequest request = job.spec().request();
        Dataset dataset = workshop.datasets().open(request.dataset(), Reporter.ofData(job, context, workshop.clock()));
        StoredModel source = Source.of(request.from()).read(Artefacts.of(workshop.store(), workshop.cache()));
        VitArchitecture from =
                source.architecture().forDataset(dataset.classNames().size(), dataset.imageSize());
        context.stop().check();
        BlockInfluence influence =
                request.layers() == LayerRule.INFLUENCE ? influence(source, from, dataset, request, context) : null;
        List<SelectedManifest.Chosen> models = SelectionIntake.shapes(request, from).stream()
                .map(shape -> chosen(shape, from, request.layers(), influence))
                .toList();
        return new SelectedManifest(
                job.family(),
                request.from(),
                source.sha256(),
                from,
                request.layers(),
                influence,
                models,
                jobs(job.family(), request, models).stream()
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
    public List<JobSpec> next(Job<SelectJob> job, JobResult result) {
        return List.copyOf(jobs(job.family(), job.spec().request(), ((SelectedManifest) result).models()));
    }

    static String name(VitArchitecture shape) {
        return String.format(Locale.ROOT, "L%02d-d%d-h%d", shape.depth(), shape.dim(), shape.heads());
    }

    private static SelectedManifest.Chosen chosen(
            VitArchitecture shape, VitArchitecture from, LayerRule rule, BlockInfluence influence) {
        return new SelectedManifest.Chosen(
                name(shape),
                shape,
                rule.layers(shape.depth(), from.depth(), influence == null ? null : influence.ofLayers()),
                shape.parameters(),
                shape.flops());
    }

    private static List<TuneJob> jobs(String family, SelectionRequest request, List<SelectedManifest.Chosen> models) {
        return request.comparison()
                .jobs(models.stream()
                        .map(each -> new Comparison.Begun(
                                each.name(),
                                each.architecture(),
                                new Selected(SelectJob.manifest(family), each.name())))
                        .toList());
    }

    /** On training images: the test images choose nothing. */
    private BlockInfluence influence(
            StoredModel source, VitArchitecture from, Dataset dataset, SelectionRequest request, JobContext context)
            throws IOException {
        LabelledImages images = dataset.train()
                .subset(Math.min(request.influenceImages(), dataset.train().size()));
        Initialiser.Wanted wanted = new Initialiser.Wanted(from, dataset.classNames(), request.seed());
        try (Network network = Network.create(
                workshop.torch().get(),
                NetworkSpec.of(from),
                TensorSource.tensors(source.fitted(wanted)),
                Precision.FP32,
                Integer.MAX_VALUE)) {
            return BlockInfluence.of(network, images, context.stop()::check);
        }
    }
}

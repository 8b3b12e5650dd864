package io.learngene.tuner;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.event.TrainingPoint.Phase;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.TuneJob;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.model.ModelCard;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.worker.Datasets;
import io.learngene.worker.Permanently;
import io.learngene.worker.Reporter;
import io.learngene.worker.StoredAncestors;
import io.learngene.worker.TorchRuntime;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Versions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tuning job: first weights, ordinary training without sharing, a published model (SWS, phase 2). */
@ApplicationScoped
public class TuneHandler implements JobHandler<TuneJob> {

    private final ArtefactStore store;
    private final Datasets datasets;
    private final StartWeights startWeights;
    private final StoredAncestors ancestors;
    private final TorchRuntime torch;

    TuneHandler(
            ArtefactStore store,
            Datasets datasets,
            StartWeights startWeights,
            StoredAncestors ancestors,
            TorchRuntime torch) {
        this.store = store;
        this.datasets = datasets;
        this.startWeights = startWeights;
        this.ancestors = ancestors;
        this.torch = torch;
    }

    @Override
    public Class<TuneJob> type() {
        return TuneJob.class;
    }

    @Override
    public JobResult run(Job<TuneJob> job, JobContext context) throws Exception {
        Dataset dataset = Permanently.failing(() -> datasets.open(job.spec().dataset(), Reporter.ofData(job, context)));
        List<String> classNames = dataset.classNames();
        VitArchitecture architecture =
                Permanently.failing(() -> job.spec().architecture().forDataset(classNames.size(), dataset.imageSize()));
        Map<String, Tensor> start = Permanently.failing(() -> startWeights.of(job.spec(), architecture, classNames));
        StoredAncestors.Fetched ancestor = job.spec().teacher() == null
                ? null
                : ancestors.fetch(job.spec().teacher().ancestor(), dataset);
        TrainingResult result;
        try (Classifier teacher = ancestor == null
                ? null
                : Permanently.failing(() -> ancestor.loader()
                        .load(torch.get(), job.spec().training().precision()))) {
            TrainingTask task = new TrainingTask(
                    NetworkSpec.of(architecture),
                    start,
                    job.spec().training(),
                    teacher == null
                            ? null
                            : Teacher.of(teacher, job.spec().teacher().loss()),
                    dataset.train(),
                    dataset.test(),
                    job.spec().seed());
            result = TrainingPhase.run(torch.get(), store, job, context, Phase.TUNING, task, false);
        }
        Provenance provenance = new Provenance(
                job.id(),
                context.attempt(),
                job.spec().seed(),
                job.spec().dataset(),
                job.spec().training(),
                Versions.of(torch.get()),
                Instant.now());
        return new ModelManifest(
                job.family(),
                job.spec().name(),
                job.spec().group(),
                architecture,
                job.spec().start(),
                job.spec().teacher(),
                ancestor == null ? null : ancestor.architecture().flops(),
                architecture.parameters(),
                architecture.flops(),
                classNames,
                dataset.train().size(),
                result.history(),
                result.seconds(),
                files(job, context, architecture, classNames, result, provenance),
                provenance);
    }

    @Override
    public List<JobSpec> next(Job<TuneJob> job, JobResult result) {
        return List.copyOf(job.spec().queuedAfter(job.family()));
    }

    private List<ArtefactRef> files(
            Job<TuneJob> job,
            JobContext context,
            VitArchitecture architecture,
            List<String> classNames,
            TrainingResult result,
            Provenance provenance)
            throws IOException {
        Path folder = Files.createDirectories(context.workDirectory().resolve("model"));
        String card = ModelCard.of(
                job.family() + " " + job.spec().name(),
                lineage(job.spec()),
                architecture,
                classNames,
                result.history(),
                provenance);
        List<ArtefactRef> refs = new ArrayList<>();
        for (Path file : ModelFolder.write(
                folder,
                architecture,
                classNames,
                job.spec().dataset().evaluatedShare(),
                result.weights(),
                result.history(),
                card)) {
            String name = file.getFileName().toString();
            refs.add(store.put(name, context.runPrefix() + name, file));
        }
        return refs;
    }

    private static String lineage(TuneJob spec) {
        if (spec.start() instanceof Origin.Learngene start) {
            return "Initialised from the learngene `" + start.learngene() + "`, layers from its stages "
                    + start.layersSource() + ", then tuned.";
        }
        if (spec.start() instanceof Origin.Model start) {
            return "Tuned further from `" + start.manifest() + "`.";
        }
        if (spec.start() instanceof Origin.Layers start) {
            return "A baseline: tuned from the layers " + start.layers() + " of `" + start.manifest() + "`.";
        }
        return "A baseline: trained from random weights.";
    }
}

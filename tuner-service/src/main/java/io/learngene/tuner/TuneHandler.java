package io.learngene.tuner;

import io.learngene.contracts.Topics;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.event.TrainingPoint.Phase;
import io.learngene.contracts.job.TuneJob;
import io.learngene.engine.data.Dataset;
import io.learngene.engine.model.ModelCard;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.network.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.messaging.Messages;
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
    private final Messages messages;
    private final TorchRuntime torch;

    TuneHandler(
            ArtefactStore store,
            Datasets datasets,
            StartWeights startWeights,
            StoredAncestors ancestors,
            Messages messages,
            TorchRuntime torch) {
        this.store = store;
        this.datasets = datasets;
        this.startWeights = startWeights;
        this.ancestors = ancestors;
        this.messages = messages;
        this.torch = torch;
    }

    @Override
    public String topic() {
        return Topics.TUNE_JOBS;
    }

    @Override
    public Class<TuneJob> type() {
        return TuneJob.class;
    }

    @Override
    public JobResult run(TuneJob job, JobContext context) throws Exception {
        Dataset dataset = Permanently.failing(() -> datasets.open(job.dataset(), Reporter.ofData(job, context)));
        List<String> classNames = dataset.classNames();
        VitArchitecture architecture =
                Permanently.failing(() -> job.architecture().forDataset(classNames.size(), dataset.imageSize()));
        Map<String, Tensor> start = Permanently.failing(() -> startWeights.of(job, architecture, classNames));
        StoredAncestors.Fetched ancestor =
                job.teacher() == null ? null : ancestors.fetch(job.teacher().ancestor(), dataset);
        TrainingResult result;
        try (Classifier teacher = ancestor == null
                ? null
                : Permanently.failing(
                        () -> ancestor.loader().load(torch.get(), job.training().precision()))) {
            TrainingTask task = new TrainingTask(
                    NetworkSpec.of(architecture),
                    start,
                    job.training(),
                    teacher == null ? null : Teacher.of(teacher, job.teacher().loss()),
                    dataset.train(),
                    dataset.test(),
                    job.seed());
            result = TrainingPhase.run(torch.get(), store, job, context, Phase.TUNING, task, false);
        }
        Provenance provenance = new Provenance(
                job.job(),
                context.attempt(),
                job.seed(),
                job.dataset(),
                job.training(),
                Versions.of(torch.get()),
                Instant.now());
        return new ModelManifest(
                job.family(),
                job.name(),
                job.group(),
                architecture,
                job.start(),
                job.teacher(),
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
    public void announce(TuneJob job, JobResult result) {
        for (TuneJob follower : job.queuedAfter()) {
            Messages.await(messages.queue(follower));
        }
    }

    private List<ArtefactRef> files(
            TuneJob job,
            JobContext context,
            VitArchitecture architecture,
            List<String> classNames,
            TrainingResult result,
            Provenance provenance)
            throws IOException {
        Path folder = Files.createDirectories(context.workDirectory().resolve("model"));
        String card = ModelCard.of(
                job.family() + " " + job.name(), lineage(job), architecture, classNames, result.history(), provenance);
        List<ArtefactRef> refs = new ArrayList<>();
        for (Path file : ModelFolder.write(
                folder,
                architecture,
                classNames,
                job.dataset().evaluatedShare(),
                result.weights(),
                result.history(),
                card)) {
            String name = file.getFileName().toString();
            refs.add(store.put(name, context.attemptPrefix() + name, file));
        }
        return refs;
    }

    private static String lineage(TuneJob job) {
        if (job.start() instanceof Origin.Learngene start) {
            return "Initialised from the learngene `" + start.learngene() + "`, layers from its stages "
                    + start.layersSource() + ", then tuned.";
        }
        if (job.start() instanceof Origin.Model start) {
            return "Tuned further from `" + start.manifest() + "`.";
        }
        if (job.start() instanceof Origin.Layers start) {
            return "A baseline: tuned from the layers " + start.layers() + " of `" + start.manifest() + "`.";
        }
        return "A baseline: trained from random weights.";
    }
}

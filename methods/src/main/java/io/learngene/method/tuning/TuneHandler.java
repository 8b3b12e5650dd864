package io.learngene.method.tuning;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.Methods;
import io.learngene.method.ModelFiles;
import io.learngene.method.TuneJob;
import io.learngene.method.answers.AncestorFile;
import io.learngene.method.answers.AnswerStore;
import io.learngene.method.answers.LazyTeacher;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Reporter;
import io.learngene.worker.StoredAncestors;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Versions;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The tuning job: first weights, ordinary training without sharing, a published model (SWS, phase 2). */
final class TuneHandler implements JobHandler<TuneJob> {

    private final Workshop workshop;
    private final AnswerStore answers;

    TuneHandler(Workshop workshop) {
        this(workshop, new AnswerStore(workshop));
    }

    /** @param answers answers of ancestors */
    TuneHandler(Workshop workshop, AnswerStore answers) {
        this.workshop = workshop;
        this.answers = answers;
    }

    @Override
    public Class<TuneJob> type() {
        return TuneJob.class;
    }

    @Override
    public JobResult run(Job<TuneJob> job, JobContext context) throws Exception {
        Dataset dataset =
                workshop.datasets().open(job.spec().dataset(), Reporter.ofData(job, context, workshop.clock()));
        List<String> classNames = dataset.classNames();
        VitArchitecture architecture = job.spec().architecture().forDataset(classNames.size(), dataset.imageSize());
        Map<String, TensorSource> start = weights(
                job.spec().start(),
                new Initialiser.Wanted(architecture, classNames, job.spec().seed()));
        TuningTeacher listened = job.spec().teacher();
        StoredAncestors.Found ancestor = listened == null
                ? null
                : workshop.ancestors()
                        .find(listened.ancestor(), dataset, job.spec().dataset().evaluatedShare(), context);
        AnswerStore.Heard heard;
        TrainingResult result;
        try (LazyTeacher teacher = new LazyTeacher(() -> ancestor.loader()
                .load(workshop.torch().get(), job.spec().training().precision()))) {
            heard = ancestor == null ? null : hear(job, context, dataset, ancestor, teacher);
            TrainingTask task = new TrainingTask(
                            NetworkSpec.of(architecture),
                            null,
                            job.spec().training(),
                            heard == null ? null : new Teacher(heard.answers(), listened.loss()),
                            dataset.train(),
                            dataset.test(),
                            job.spec().seed())
                    .validatedOn(dataset.validation())
                    .from(() -> tensors(start));
            result = TrainingPhase.run(workshop, job, context, "tuning", task, false);
        }
        Provenance provenance = new Provenance(
                job.id(),
                context.attempt(),
                job.spec().seed(),
                job.spec().dataset(),
                job.spec().training(),
                Versions.of(workshop.torch().get()),
                workshop.clock().instant());
        TestEvaluation evaluation =
                result.tested().evaluation(classNames, job.spec().dataset().testedOn());
        return new ModelManifest(
                job.family(),
                job.spec().name(),
                job.spec().group(),
                architecture,
                job.spec().start(),
                new Listening(
                        job.spec().teacher(),
                        ancestor == null ? null : ancestor.architecture().flops(),
                        heard == null ? null : heard.source(),
                        heard == null ? null : heard.asked()),
                architecture.parameters(),
                architecture.flops(),
                classNames,
                result.completed(dataset.train().size(), evaluation.judged()),
                ModelFiles.put(
                        workshop,
                        context,
                        job.family() + " " + job.spec().name(),
                        lineage(job.spec().start()),
                        architecture,
                        result,
                        classNames,
                        evaluation,
                        provenance),
                provenance);
    }

    private AnswerStore.Heard hear(
            Job<TuneJob> job, JobContext context, Dataset dataset, StoredAncestors.Found ancestor, LazyTeacher teacher)
            throws Exception {
        AnswerStore.Question question = new AnswerStore.Question(
                new AncestorFile(ancestor.manifest().weights().sha256(), ancestor.architecture()),
                job.spec().dataset(),
                dataset,
                job.spec().training(),
                job.spec().seed());
        return answers.exact(job, context, question, job.spec().teacher().answersSeed(), teacher);
    }

    @Override
    public List<JobSpec> next(Job<TuneJob> job, JobResult result) {
        return List.copyOf(job.spec().queuedAfter(job.family()));
    }

    private <O extends Origin> Map<String, TensorSource> weights(O origin, Initialiser.Wanted wanted)
            throws IOException {
        return Methods.initialiser(origin).weights(origin, wanted, Artefacts.of(workshop.store(), workshop.cache()));
    }

    private static Map<String, Tensor> tensors(Map<String, TensorSource> sources) {
        try {
            return TensorSource.tensors(sources);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the first weights: " + e.getMessage(), e);
        }
    }

    private static <O extends Origin> String lineage(O origin) {
        return Methods.initialiser(origin).lineage(origin);
    }
}

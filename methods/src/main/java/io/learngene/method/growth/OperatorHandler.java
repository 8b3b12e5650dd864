package io.learngene.method.growth;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.ModelFiles;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Reporter;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Versions;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.List;

/** The job of a trained operator: some steps of the task's loss, of which nothing is kept but the weights that it writes out. */
final class OperatorHandler implements JobHandler<OperatorJob> {

    private final Workshop workshop;

    OperatorHandler(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Class<OperatorJob> type() {
        return OperatorJob.class;
    }

    @Override
    public JobResult run(Job<OperatorJob> job, JobContext context) throws IOException {
        GrowthRequest request = job.spec().request();
        Growing growing = Growing.of(request, workshop, Reporter.ofData(job, context, workshop.clock()));
        TrainingTask task = task(request, growing);
        TrainingResult result = TrainingPhase.run(workshop, job, context, "operator", task, false);
        Provenance provenance = new Provenance(
                job.id(),
                context.attempt(),
                request.seed(),
                request.dataset(),
                task.recipe(),
                Versions.of(workshop.torch().get()),
                workshop.clock().instant());
        TestEvaluation evaluation = result.tested()
                .evaluation(growing.dataset().classNames(), request.dataset().testedOn());
        Grown start = new Grown(GrowJob.manifest(job.family()));
        return new ModelManifest(
                job.family(),
                job.spec().name(),
                Trained.FITTED,
                growing.to(),
                start,
                Listening.NONE,
                growing.to().parameters(),
                growing.to().flops(),
                growing.dataset().classNames(),
                result.completed(task.train().size(), evaluation.judged()),
                ModelFiles.put(
                        workshop,
                        context,
                        job.family() + " " + job.spec().name(),
                        "Written out by the operator "
                                + request.operator().kind().word() + " from `" + request.from() + "`, not tuned.",
                        growing.to(),
                        result,
                        growing.dataset().classNames(),
                        evaluation,
                        provenance),
                provenance);
    }

    @Override
    public List<JobSpec> next(Job<OperatorJob> job, JobResult result) {
        return List.of(new GrowJob(job.spec().request()));
    }

    /** An epoch of exactly the images that the steps take. */
    private static TrainingTask task(GrowthRequest request, Growing growing) {
        TrainedOperator operator =
                TrainedOperator.of(request.operator(), growing.weights(), growing.from(), growing.to());
        LabelledImages images = growing.dataset()
                .train()
                .counted(request.operator().steps() * request.fit().batches().batchSize());
        return new TrainingTask(
                        NetworkSpec.of(growing.to()),
                        null,
                        request.fit(),
                        null,
                        images,
                        growing.dataset().test(),
                        request.seed())
                .validatedOn(growing.dataset().validation())
                .with(operator.extension(), operator.first(request.seed()));
    }
}

package io.learngene.worker;

import io.learngene.contracts.job.Job;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.CheckpointMismatchException;
import io.learngene.engine.training.NonFiniteLossException;
import io.learngene.engine.training.Pace;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.engine.training.TrainingTask;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobStoppedException;
import java.io.IOException;

/** Runs a training task as a phase of a job: resumes from the store, reports, stops when told to. */
public final class TrainingPhase {

    private TrainingPhase() {}

    /**
     * @param workshop where it runs, and where checkpoints are kept
     * @param job the job
     * @param context its attempt
     * @param phase what is trained, in the words of the method: part of points and of checkpoints' keys
     * @param task what to train
     * @param keepsEnd whether a later attempt may need the result again
     * @return the result
     * @throws JobStoppedException if it was stopped
     * @throws IOException if a file cannot be read or written
     */
    public static TrainingResult run(
            Workshop workshop, Job<?> job, JobContext context, String phase, TrainingTask task, boolean keepsEnd)
            throws IOException {
        Reporter reporter = new Reporter(job, context, workshop.clock(), phase, Pace.of(task));
        try (StoredCheckpoints checkpoints = new StoredCheckpoints(
                        workshop.store(), job.id(), phase, context, keepsEnd, workshop.metrics());
                TrainingMetrics.Phase meters =
                        workshop.metrics().phase(job.spec().kind(), phase, reporter)) {
            return train(workshop.torch().get(), task, checkpoints, reporter, meters, context);
        }
    }

    private static TrainingResult train(
            Torch torch,
            TrainingTask task,
            StoredCheckpoints checkpoints,
            Reporter reporter,
            TrainingMetrics.Phase meters,
            JobContext context)
            throws IOException {
        while (true) {
            try {
                return Trainer.train(
                        torch, task, checkpoints, meters, () -> context.stop().requested());
            } catch (CheckpointMismatchException e) {
                // A job never changes; the version of the platform that runs it does.
                reporter.checkpointOfAnotherVersion(e);
                checkpoints.passOver(e.checkpoint());
            } catch (NonFiniteLossException e) {
                meters.lossOverflowed();
                throw e;
            } catch (TrainingStoppedException e) {
                throw new JobStoppedException();
            }
        }
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.TuneJob;
import io.learngene.contracts.view.JobView;
import java.time.Instant;

/**
 * What is known of one job. Every method may be called again with what it was told before, and the order of calls about
 * different attempts does not matter.
 *
 * @param job job id
 * @param state where it stands, cancellations not considered
 * @param attempt newest attempt that began
 * @param endedAttempt newest attempt that is known to have ended without ending the job
 * @param worker who works on it; null if nobody
 * @param error why it failed, or why its last attempt did
 * @param progress newest training point
 * @param queuedAt when it was queued
 * @param startedAt when the newest attempt began
 * @param endedAt when it ended
 * @param outcome the model it made; null for other jobs
 */
record JobState(
        String job,
        JobView.State state,
        int attempt,
        int endedAttempt,
        String worker,
        String error,
        TrainingPoint progress,
        Instant queuedAt,
        Instant startedAt,
        Instant endedAt,
        ModelOutcome outcome) {

    static JobState unknown(String job) {
        return new JobState(job, JobView.State.QUEUED, 0, 0, null, null, null, null, null, null, null);
    }

    /** {@return {@code distill}, {@code expand} or {@code tune}} */
    String kind() {
        String rest = job.substring(job.indexOf('/') + 1);
        String kind = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        return TuneJob.BASELINES.contains("baselines/" + kind) ? "tune" : kind;
    }

    JobState queued(Job<?> queued) {
        JobState known = new JobState(
                job,
                state,
                attempt,
                endedAttempt,
                worker,
                error,
                progress,
                earlier(queuedAt, queued.queuedAt()),
                startedAt,
                endedAt,
                outcome);
        return known.attemptEnded(queued.attempt(), null);
    }

    JobState started(Fact.JobStarted fact) {
        if (fact.attempt() < attempt) {
            return this;
        }
        boolean running = !state.terminal() && fact.attempt() > endedAttempt;
        return new JobState(
                job,
                running ? JobView.State.RUNNING : state,
                fact.attempt(),
                endedAttempt,
                running ? fact.worker() : worker,
                error,
                progress,
                queuedAt,
                state.terminal() && startedAt != null ? startedAt : fact.at(),
                endedAt,
                outcome);
    }

    /** Nobody is on it any more; the next attempt has the same number. */
    JobState released(Fact.JobReleased fact) {
        boolean newest = fact.attempt() == attempt
                && state == JobView.State.RUNNING
                && !fact.at().isBefore(startedAt);
        return newest
                ? new JobState(
                        job,
                        JobView.State.QUEUED,
                        attempt,
                        endedAttempt,
                        null,
                        error,
                        progress,
                        queuedAt,
                        startedAt,
                        endedAt,
                        outcome)
                : this;
    }

    JobState retried(Fact.JobRetried fact) {
        return attemptEnded(fact.attempt(), fact.reason());
    }

    JobState succeeded(Instant at, ModelOutcome model) {
        return ended(JobView.State.SUCCEEDED, null, at, model);
    }

    JobState failed(Fact.JobFailed fact) {
        return ended(JobView.State.FAILED, fact.reason(), fact.at(), null);
    }

    JobState cancelled(Instant at) {
        return ended(JobView.State.CANCELLED, null, at, null);
    }

    JobState progressed(TrainingPoint point) {
        boolean older = progress != null
                && (point.attempt() < progress.attempt()
                        || point.attempt() == progress.attempt() && point.at().isBefore(progress.at()));
        return older
                ? this
                : new JobState(
                        job, state, attempt, endedAttempt, worker, error, point, queuedAt, startedAt, endedAt, outcome);
    }

    private JobState attemptEnded(int ended, String reason) {
        boolean newest = ended >= attempt && !state.terminal();
        return new JobState(
                job,
                newest ? JobView.State.QUEUED : state,
                attempt,
                Math.max(endedAttempt, ended),
                newest ? null : worker,
                reason != null && !state.terminal() && ended >= endedAttempt ? reason : error,
                progress,
                queuedAt,
                startedAt,
                endedAt,
                outcome);
    }

    /** A manifest in the store outweighs every other end, and a failure a cancellation, in whichever order they are told. */
    private JobState ended(JobView.State end, String reason, Instant at, ModelOutcome model) {
        if (state.terminal() && state.ordinal() <= end.ordinal()) {
            return this;
        }
        return new JobState(job, end, attempt, endedAttempt, worker, reason, progress, queuedAt, startedAt, at, model);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }
}

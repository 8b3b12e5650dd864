package io.learngene.gateway.view;

import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.Role;
import io.learngene.contracts.view.JobView;
import java.time.Instant;

/**
 * What is known of one job. Every method may be called again with what it was told before, and the order of calls about
 * different attempts does not matter.
 *
 * @param job job id
 * @param kind kind of job; null if only its facts were seen
 * @param pool pool whose workers take it; null if only its facts were seen
 * @param state where it stands, cancellations not considered
 * @param run newest attempt that began; null if none did
 * @param endedAttempt newest attempt that is known to have ended without ending the job
 * @param error why it failed, or why its last attempt did
 * @param queuedAt when it was queued; null if that was not seen
 * @param endedAt when it ended
 * @param cancelled whether it is not wanted any more
 * @param summary what it made; null before
 * @param warnings what its attempts went on without
 * @param resultKey store key of its manifest; null before
 */
record JobState(
        String job,
        String kind,
        String pool,
        JobView.State state,
        Run run,
        int endedAttempt,
        String error,
        Instant queuedAt,
        Instant endedAt,
        boolean cancelled,
        ResultSummary summary,
        JobWarnings warnings,
        String resultKey)
        implements ViewRecord {

    /** Longer reasons are cut: they lie in the dead letters, and a record has to stay small. */
    private static final int MOST_TEXT = 2_000;

    /**
     * An attempt.
     *
     * @param attempt its number, from 1
     * @param worker who works on it; null if nobody does any more
     * @param startedAt when it began
     */
    record Run(int attempt, String worker, Instant startedAt) {
        Run withoutWorker() {
            return new Run(attempt, null, startedAt);
        }
    }

    JobState {
        // A record from before there were any of these.
        warnings = warnings == null ? JobWarnings.NONE : warnings;
        pool = pool == null && kind != null ? Topics.DEFAULT_POOL : pool;
    }

    static JobState unknown(String job) {
        return new JobState(
                job, null, null, JobView.State.QUEUED, null, 0, null, null, null, false, null, JobWarnings.NONE, null);
    }

    /** {@return the same, of a kind and in a pool that a result has announced} */
    JobState expected(ResultSummary.Expected announced) {
        return kind != null
                ? this
                : new JobState(
                        job,
                        announced.kind(),
                        announced.pool(),
                        state,
                        run,
                        endedAttempt,
                        error,
                        queuedAt,
                        endedAt,
                        cancelled,
                        summary,
                        warnings,
                        resultKey);
    }

    /** {@return newest attempt that began, 0 if none} */
    int attempt() {
        return run == null ? 0 : run.attempt();
    }

    /** {@return what it does; null if only its facts were seen, or no method here knows its kind} */
    Role role() {
        if (summary instanceof ResultSummary.Learned) {
            return Role.LEARN;
        }
        if (summary instanceof ResultSummary.Generated) {
            return Role.EXPAND;
        }
        return kind == null ? null : Vocabulary.kinds().get(kind);
    }

    @Override
    public JobState apply(Observation observation) {
        if (observation instanceof Observation.Queued queued) {
            return queued(queued.job());
        }
        if (observation instanceof Observation.Happened happened) {
            return happened(happened.fact());
        }
        return new JobState(
                job,
                kind,
                pool,
                state,
                run,
                endedAttempt,
                error,
                queuedAt,
                endedAt,
                true,
                summary,
                warnings,
                resultKey);
    }

    private JobState happened(Fact fact) {
        if (fact instanceof Fact.JobStarted started) {
            return started(started);
        }
        if (fact instanceof Fact.JobRetried retried) {
            return attemptEnded(retried.attempt(), retried.reason());
        }
        if (fact instanceof Fact.JobReleased released) {
            return released(released);
        }
        if (fact instanceof Fact.JobFailed failed) {
            return ended(JobView.State.FAILED, failed.reason(), failed.at(), null, null);
        }
        if (fact instanceof Fact.JobCancelled stopped) {
            return ended(JobView.State.CANCELLED, null, stopped.at(), null, null);
        }
        if (fact instanceof Fact.JobWarned warned) {
            return warned(warned);
        }
        Fact.JobSucceeded succeeded = (Fact.JobSucceeded) fact;
        return ended(JobView.State.SUCCEEDED, null, succeeded.at(), succeeded.summary(), succeeded.resultKey());
    }

    private JobState queued(Job<?> queued) {
        JobState known = new JobState(
                job,
                queued.spec().kind(),
                queued.spec().pool(),
                state,
                run,
                endedAttempt,
                error,
                earlier(queuedAt, queued.queuedAt()),
                endedAt,
                cancelled,
                summary,
                warnings,
                resultKey);
        return known.attemptEnded(queued.attempt(), null);
    }

    private JobState started(Fact.JobStarted fact) {
        if (fact.attempt() < attempt()) {
            return this;
        }
        boolean running = !state.terminal() && fact.attempt() > endedAttempt;
        String worker = running ? shortened(fact.worker()) : run == null ? null : run.worker();
        Instant since = state.terminal() && run != null ? run.startedAt() : fact.at();
        return with(running ? JobView.State.RUNNING : state, new Run(fact.attempt(), worker, since));
    }

    /** Nobody is on it any more; the next attempt has the same number. */
    private JobState released(Fact.JobReleased fact) {
        boolean newest = fact.attempt() == attempt()
                && state == JobView.State.RUNNING
                && !fact.at().isBefore(run.startedAt());
        return newest ? with(JobView.State.QUEUED, run.withoutWorker()) : this;
    }

    private JobState warned(Fact.JobWarned fact) {
        return new JobState(
                job,
                kind,
                pool,
                state,
                run,
                endedAttempt,
                error,
                queuedAt,
                endedAt,
                cancelled,
                summary,
                warnings.and(fact),
                resultKey);
    }

    private JobState attemptEnded(int ended, String reason) {
        boolean newest = ended >= attempt() && !state.terminal();
        boolean newer = reason != null && !state.terminal() && ended >= endedAttempt;
        return new JobState(
                job,
                kind,
                pool,
                newest ? JobView.State.QUEUED : state,
                newest && run != null ? run.withoutWorker() : run,
                Math.max(endedAttempt, ended),
                newer ? shortened(reason) : error,
                queuedAt,
                endedAt,
                cancelled,
                summary,
                warnings,
                resultKey);
    }

    /** A manifest in the store outweighs every other end, and a failure a cancellation, in whichever order they are told. */
    private JobState ended(JobView.State end, String reason, Instant at, ResultSummary made, String key) {
        if (state.terminal() && state.ordinal() <= end.ordinal()) {
            return this;
        }
        return new JobState(
                job,
                kind,
                pool,
                end,
                run,
                endedAttempt,
                shortened(reason),
                queuedAt,
                at,
                cancelled,
                made,
                warnings,
                key);
    }

    private JobState with(JobView.State next, Run newest) {
        return new JobState(
                job,
                kind,
                pool,
                next,
                newest,
                endedAttempt,
                error,
                queuedAt,
                endedAt,
                cancelled,
                summary,
                warnings,
                resultKey);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }

    private static String shortened(String text) {
        return text == null || text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
    }
}

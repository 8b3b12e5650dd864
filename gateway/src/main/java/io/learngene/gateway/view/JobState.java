package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.Priority;
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
 * @param priority whether it goes before others; null if only its facts were seen
 * @param state where it stands, cancellations not considered
 * @param attempts its attempts; in JSON their fields lie beside the others
 * @param error why its last attempt failed; null if none did
 * @param queuedAt when it was queued, or asked for again; null if that was not seen
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
        Priority priority,
        JobView.State state,
        @JsonUnwrapped Attempts attempts,
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

    /**
     * A failure for good.
     *
     * @param attempt the attempt that ended the job; 0 in a record from before it was kept
     * @param reason why
     * @param at when
     */
    record Failed(int attempt, String reason, Instant at) {}

    /**
     * Attempts of a job.
     *
     * @param run newest attempt that began; null if none did
     * @param endedAttempt newest attempt that is known to have ended without ending the job
     * @param failed the newest failure for good that counts; null if none does
     * @param overruled newest attempt whose failure counts no more, because the job was asked for again; 0 if none
     * @param pausedUntil end of the last pause before another attempt; null if there was none
     */
    record Attempts(
            Run run,
            int endedAttempt,
            Failed failed,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
            int overruled,

            Instant pausedUntil) {

        static final Attempts NONE = new Attempts(null, 0, null, 0, null);

        /** {@return newest attempt that began, 0 if none} */
        int newest() {
            return run == null ? 0 : run.attempt();
        }

        /** {@return whether an attempt is a later one than that which ended the job; every one is where none did} */
        boolean afterFailure(int attempt) {
            return failed == null || attempt > failed.attempt();
        }

        /** {@return where a job stands that has no end} */
        JobView.State standing() {
            return run != null && run.worker() != null && run.attempt() > endedAttempt
                    ? JobView.State.RUNNING
                    : JobView.State.QUEUED;
        }

        Attempts with(Run newest) {
            return new Attempts(newest, endedAttempt, failed, overruled, pausedUntil);
        }

        Attempts with(Failed failure) {
            return new Attempts(run, endedAttempt, failure, overruled, pausedUntil);
        }

        Attempts ended(int attempt, Run newest) {
            return new Attempts(newest, Math.max(endedAttempt, attempt), failed, overruled, pausedUntil);
        }

        /** A failure of a later attempt stands. */
        Attempts overruled(int attempt) {
            Failed stands = failed != null && failed.attempt() > attempt ? failed : null;
            return new Attempts(run, endedAttempt, stands, Math.max(overruled, attempt), pausedUntil);
        }

        Attempts paused(Instant until) {
            boolean later = pausedUntil == null || until.isAfter(pausedUntil);
            return later ? new Attempts(run, endedAttempt, failed, overruled, until) : this;
        }
    }

    JobState {
        // A record from before there were any of these.
        warnings = warnings == null ? JobWarnings.NONE : warnings;
        pool = pool == null && kind != null ? Topics.DEFAULT_POOL : pool;
        priority = priority == null && kind != null ? Priority.NORMAL : priority;
        attempts = attempts == null ? Attempts.NONE : attempts;
        if (state == JobView.State.FAILED && attempts.failed() == null) {
            attempts = attempts.with(new Failed(0, error, endedAt));
        }
    }

    static JobState unknown(String job) {
        return new JobState(
                job,
                null,
                null,
                null,
                JobView.State.QUEUED,
                Attempts.NONE,
                null,
                null,
                null,
                false,
                null,
                JobWarnings.NONE,
                null);
    }

    /** {@return the same, of a kind and in a pool that a result has announced} */
    JobState expected(ResultSummary.Expected announced, Priority inherited) {
        return kind != null
                ? this
                : new JobState(
                        job,
                        announced.kind(),
                        announced.pool(),
                        inherited,
                        state,
                        attempts,
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
        return attempts.newest();
    }

    /** {@return newest attempt that began; null if none did} */
    Run run() {
        return attempts.run();
    }

    /** {@return why it failed, or why its last attempt did; null if none did} */
    String trouble() {
        return state == JobView.State.FAILED ? attempts.failed().reason() : error;
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
                job, kind, pool, priority, state, attempts, error, queuedAt, endedAt, true, summary, warnings,
                resultKey);
    }

    private JobState happened(Fact fact) {
        if (fact instanceof Fact.JobStarted started) {
            return started(started);
        }
        if (fact instanceof Fact.JobRetried retried) {
            return retried(retried);
        }
        if (fact instanceof Fact.JobReleased released) {
            return released(released);
        }
        if (fact instanceof Fact.JobFailed failed) {
            return failed(failed);
        }
        if (fact instanceof Fact.JobCancelled stopped) {
            return ended(JobView.State.CANCELLED, attempts, null, stopped.at(), null, null);
        }
        if (fact instanceof Fact.JobWarned warned) {
            return warned(warned);
        }
        Fact.JobSucceeded succeeded = (Fact.JobSucceeded) fact;
        return ended(
                JobView.State.SUCCEEDED, attempts, null, succeeded.at(), succeeded.summary(), succeeded.resultKey());
    }

    private JobState queued(Job<?> queued) {
        JobState known = queued.overruled() > attempts.overruled() ? askedForAgain(queued) : this;
        Instant since = queued.overruled() == known.attempts.overruled()
                ? earlier(known.queuedAt, queued.queuedAt())
                : known.queuedAt;
        JobState told = new JobState(
                job,
                queued.spec().kind(),
                queued.spec().pool(),
                queued.priority(),
                known.state,
                known.attempts,
                error,
                since,
                known.endedAt,
                cancelled,
                summary,
                known.warnings,
                resultKey);
        return told.attemptEnded(queued.attempt(), null);
    }

    /** Whoever asks knows of the failure that he overrules, and of no later one. */
    private JobState askedForAgain(Job<?> queued) {
        Attempts now = attempts.overruled(queued.overruled());
        boolean reopened = state == JobView.State.FAILED && now.failed() == null;
        Fact.JobWarned told = new Fact.JobWarned(
                job,
                queued.family(),
                queued.overruled(),
                "asked for again at " + queued.queuedAt() + ", after attempt " + queued.overruled()
                        + " had failed for good",
                queued.queuedAt());
        return new JobState(
                job,
                kind,
                pool,
                priority,
                reopened ? now.standing() : state,
                now,
                error,
                queued.queuedAt(),
                reopened ? null : endedAt,
                cancelled,
                summary,
                warnings.and(told),
                resultKey);
    }

    private JobState started(Fact.JobStarted fact) {
        if (fact.attempt() < attempt()) {
            return this;
        }
        // Of an attempt that follows a failure nobody has told yet that the failure counts no more.
        boolean over = state.terminal() && (attempts.failed() == null || !attempts.afterFailure(fact.attempt()));
        boolean running = !over && fact.attempt() > attempts.endedAttempt();
        String worker = running ? shortened(fact.worker()) : run() == null ? null : run().worker();
        Instant since = over && run() != null ? run().startedAt() : fact.at();
        JobView.State next = running && !state.terminal() ? JobView.State.RUNNING : state;
        return with(next, attempts.with(new Run(fact.attempt(), worker, since)));
    }

    /** How long the pause is, the worker knows that holds the record. */
    private JobState retried(Fact.JobRetried fact) {
        JobState known = attemptEnded(fact.attempt(), fact.reason());
        Instant until = fact.at().plusMillis(Math.round(fact.delaySeconds() * 1e3));
        return known.with(known.state, known.attempts.paused(until));
    }

    /** Nobody is on it any more; the next attempt has the same number. */
    private JobState released(Fact.JobReleased fact) {
        boolean newest = fact.attempt() == attempt()
                && attempts.standing() == JobView.State.RUNNING
                && !fact.at().isBefore(run().startedAt());
        if (!newest) {
            return this;
        }
        return with(state.terminal() ? state : JobView.State.QUEUED, attempts.with(run().withoutWorker()));
    }

    private JobState warned(Fact.JobWarned fact) {
        return new JobState(
                job,
                kind,
                pool,
                priority,
                state,
                attempts,
                error,
                queuedAt,
                endedAt,
                cancelled,
                summary,
                warnings.and(fact),
                resultKey);
    }

    private JobState attemptEnded(int ended, String reason) {
        boolean open = !state.terminal() || attempts.failed() != null && attempts.afterFailure(ended);
        boolean newest = ended >= attempt() && open;
        boolean newer = reason != null && open && ended >= attempts.endedAttempt();
        return new JobState(
                job,
                kind,
                pool,
                priority,
                newest && !state.terminal() ? JobView.State.QUEUED : state,
                attempts.ended(ended, newest && run() != null ? run().withoutWorker() : run()),
                newer ? shortened(reason) : error,
                queuedAt,
                endedAt,
                cancelled,
                summary,
                warnings,
                resultKey);
    }

    private JobState failed(Fact.JobFailed fact) {
        if (fact.attempt() <= attempts.overruled()) {
            return attemptEnded(fact.attempt(), fact.reason());
        }
        if (state == JobView.State.SUCCEEDED || !attempts.afterFailure(fact.attempt())) {
            return this;
        }
        Attempts known = attempts.with(new Failed(fact.attempt(), shortened(fact.reason()), fact.at()));
        return ended(JobView.State.FAILED, known, fact.reason(), fact.at(), null, null);
    }

    /** A manifest in the store outweighs every other end, and a failure a cancellation, in whichever order they are told. */
    private JobState ended(
            JobView.State end, Attempts known, String reason, Instant at, ResultSummary made, String key) {
        boolean told = state == end && end != JobView.State.FAILED;
        if (told || state.terminal() && state.ordinal() < end.ordinal()) {
            return this;
        }
        return new JobState(
                job, kind, pool, priority, end, known, shortened(reason), queuedAt, at, cancelled, made, warnings, key);
    }

    private JobState with(JobView.State next, Attempts known) {
        return new JobState(
                job, kind, pool, priority, next, known, error, queuedAt, endedAt, cancelled, summary, warnings,
                resultKey);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }

    private static String shortened(String text) {
        return text == null || text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
    }
}

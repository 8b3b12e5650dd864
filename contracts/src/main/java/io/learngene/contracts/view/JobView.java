package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.family.Priority;
import java.time.Instant;

/**
 * A job as the gateway knows it. In JSON the fields of its parts lie beside the others.
 *
 * @param job job id
 * @param family family id
 * @param kind kind of job; null if only its facts were seen
 * @param pool pool whose workers take it; null if only its facts were seen
 * @param priority whether it goes before others of its kind; null if only its facts were seen
 * @param state where it stands
 * @param waiting why it waits; null where it does not, or nobody knows
 * @param attempt attempts begun
 * @param worker who works on it; null if nobody
 * @param troubles what went wrong
 * @param progress newest training point; null if none
 * @param times when what happened
 */
public record JobView(
        String job,
        String family,
        String kind,
        String pool,
        Priority priority,
        State state,
        Waiting waiting,
        int attempt,
        String worker,
        @JsonUnwrapped Troubles troubles,
        TrainingPoint progress,
        @JsonUnwrapped Times times) {

    /**
     * @param why why it waits
     * @return the same job, which says so
     */
    public JobView with(Waiting why) {
        return new JobView(job, family, kind, pool, priority, state, why, attempt, worker, troubles, progress, times);
    }

    /**
     * What went wrong with a job.
     *
     * @param error why it failed, or why its last attempt did; null otherwise
     * @param warnings different warnings of its attempts; null if there are none
     * @param warning the last of them; null if there are none
     */
    public record Troubles(String error, Integer warnings, String warning) {

        /** Nothing did. */
        public static final Troubles NONE = new Troubles(null, null, null);
    }

    /**
     * When what happened to a job.
     *
     * @param queuedAt when it was queued; null if only its facts were seen
     * @param startedAt when the newest attempt began
     * @param waitingSince when its worker gave its last sign of life, where that is so long ago that the job is taken to wait for
     *     another one; null otherwise
     * @param endedAt when it ended
     */
    public record Times(Instant queuedAt, Instant startedAt, Instant waitingSince, Instant endedAt) {}

    /** Where a job stands. */
    public enum State {
        /** Waiting for a worker. */
        @JsonProperty("queued")
        QUEUED(false),
        /** A worker is on it. */
        @JsonProperty("running")
        RUNNING(false),
        /** Done; the result lies in the store. */
        @JsonProperty("succeeded")
        SUCCEEDED(true),
        /** Given up. */
        @JsonProperty("failed")
        FAILED(true),
        /** Stopped on request. */
        @JsonProperty("cancelled")
        CANCELLED(true);

        private final boolean terminal;

        State(boolean terminal) {
            this.terminal = terminal;
        }

        /** {@return whether nothing more will happen} */
        public boolean terminal() {
            return terminal;
        }
    }
}

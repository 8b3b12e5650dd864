package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Why a job waits.
 *
 * @param reason what for
 * @param detail the same for people, with what is known of it
 * @param estimatedPosition which of the jobs that wait for the same workers it is, from 1, as if they were taken by priority and in the order
 *     in which they were queued; an estimate, because turns, further attempts and several workers change it. Null where it does not wait for a
 *     worker
 * @param until when its pause ends; null without one
 */
public record Waiting(Reason reason, String detail, Integer estimatedPosition, Instant until) {

    /** What a job waits for. */
    public enum Reason {
        /** No worker that takes jobs of its kind in its pool is up. */
        @JsonProperty("no_worker")
        NO_WORKER,
        /** Its place in the queue. */
        @JsonProperty("queue")
        QUEUE,
        /** Another job of its family, that it follows from. */
        @JsonProperty("follows")
        FOLLOWS,
        /** Its turn among the jobs of its family, of which only a few are in the queue at a time. */
        @JsonProperty("turn")
        TURN,
        /** The end of the pause after an attempt that failed. */
        @JsonProperty("pause")
        PAUSE,
        /** Another worker, because nothing is heard of the one that was on it. */
        @JsonProperty("silence")
        SILENCE
    }
}

package io.learngene.contracts.event;

import io.learngene.contracts.Check;
import java.time.Instant;

/**
 * A family or a single job is not wanted any more. Topic {@code learngene.cancellations.v1}, compacted, keyed by target.
 * CloudEvents type {@code io.learngene.cancellation.v1}.
 *
 * @param target family id, or job id
 * @param at when
 */
public record Cancellation(String target, Instant at) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.cancellation.v1";

    public Cancellation {
        Check.present("target", target);
        Check.that(!target.isBlank() && target.length() <= 200, "target", target, "give a family id or a job id");
        Check.present("at", at);
    }

    /**
     * @param job a job id
     * @param family its family
     * @return whether this cancellation covers the job
     */
    public boolean covers(String job, String family) {
        return target.equals(family) || target.equals(job);
    }
}

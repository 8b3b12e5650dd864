package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.learngene.contracts.Check;
import java.time.Instant;

/**
 * A family or a single job is not wanted any more. Topic {@code learngene.cancellations.v1}, compacted, keyed by {@link #key}.
 * CloudEvents type {@code io.learngene.cancellation.v1}.
 *
 * <p>What is deleted is cancelled first of all: no record of its jobs that comes again makes it anew.
 *
 * @param target family id, or job id
 * @param at when
 * @param deleted whether it was deleted: a family with all that it made, a job with its result
 */
public record Cancellation(
        String target,
        Instant at,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean deleted) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.cancellation.v1";

    @JsonCreator
    public Cancellation {
        Check.present("target", target);
        Check.that(!target.isBlank() && target.length() <= 200, "target", target, "give a family id or a job id");
        Check.present("at", at);
    }

    /**
     * What is left as it is.
     *
     * @param target family id, or job id
     * @param at when
     */
    public Cancellation(String target, Instant at) {
        this(target, at, false);
    }

    /** {@return key of its record: no cancellation takes the place of a deletion} */
    @JsonIgnore
    public String key() {
        return deleted ? target + "/deleted" : target;
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

package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Topics;
import java.time.Instant;

/** One job. JSON field {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DistillJob.class, name = "distill"),
    @JsonSubTypes.Type(value = ExpandJob.class, name = "expand"),
    @JsonSubTypes.Type(value = TuneJob.class, name = "tune")
})
public sealed interface JobSpec permits DistillJob, ExpandJob, TuneJob {

    /** {@return deterministic id, beginning with the family: {@code {family}/tune/L09}} */
    String job();

    /** {@return family id} */
    String family();

    /** {@return attempts made before this record was written; a job that is queued again after a failure carries its count} */
    int attempt();

    /** {@return when the job was first queued} */
    Instant queuedAt();

    /**
     * @param attempts attempts made so far
     * @return the record to queue for the next attempt
     */
    JobSpec afterAttempts(int attempts);

    /** {@return store key of the manifest whose existence means that the job is done} */
    @JsonIgnore
    String resultKey();

    /** {@return topic that the job is queued on} */
    @JsonIgnore
    default String topic() {
        if (this instanceof DistillJob) {
            return Topics.DISTILL_JOBS;
        }
        return this instanceof ExpandJob ? Topics.EXPAND_JOBS : Topics.TUNE_JOBS;
    }
}

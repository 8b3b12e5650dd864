package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;

/** One thing that the view learns about a family. JSON field {@code seen}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "seen")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = Observation.Happened.class, name = "happened"),
    @JsonSubTypes.Type(value = Observation.Progressed.class, name = "progressed"),
    @JsonSubTypes.Type(value = Observation.Cancelled.class, name = "cancelled")
})
public sealed interface Observation {

    /** {@return the family it is about} */
    @JsonIgnore
    String family();

    /**
     * A record on a job topic.
     *
     * @param job the job
     */
    record Queued(Job<JobSpec> job) implements Observation {
        @Override
        public String family() {
            return job.family();
        }
    }

    /**
     * A fact about a job.
     *
     * @param fact the fact
     */
    record Happened(Fact fact) implements Observation {
        @Override
        public String family() {
            return fact.family();
        }
    }

    /**
     * Progress of a job.
     *
     * @param point the training point
     */
    record Progressed(TrainingPoint point) implements Observation {
        @Override
        public String family() {
            return point.family();
        }
    }

    /**
     * A family or a job is not wanted any more.
     *
     * @param cancellation what
     */
    record Cancelled(Cancellation cancellation) implements Observation {
        @Override
        public String family() {
            String target = cancellation.target();
            int slash = target.indexOf('/');
            return slash < 0 ? target : target.substring(0, slash);
        }
    }
}

package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import java.util.List;

/** One thing that the view learns. JSON field {@code seen}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "seen")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = Observation.Happened.class, name = "happened"),
    @JsonSubTypes.Type(value = Observation.Cancelled.class, name = "cancelled")
})
public sealed interface Observation {

    /** {@return the family it is about} */
    @JsonIgnore
    String family();

    /** {@return keys of the records that it changes} */
    @JsonIgnore
    List<String> keys();

    /**
     * A record on a job topic.
     *
     * @param job the job
     */
    record Queued(Job<JobSpec> job) implements Observation {
        @Override
        @JsonIgnore
        public String family() {
            return job.family();
        }

        @Override
        @JsonIgnore
        public List<String> keys() {
            return job.spec().opens().isPresent()
                    ? List.of(job.id(), FamilyRecord.key(job.family()))
                    : List.of(job.id());
        }
    }

    /**
     * A fact about a job.
     *
     * @param fact the fact
     */
    record Happened(Fact fact) implements Observation {
        public Happened {
            Check.that(
                    fact.job().startsWith(fact.family() + "/")
                            && fact.job().length() > fact.family().length() + 1,
                    "job",
                    fact.job(),
                    "give an id that begins with its family, " + fact.family() + "/");
        }

        @Override
        @JsonIgnore
        public String family() {
            return fact.family();
        }

        @Override
        @JsonIgnore
        public List<String> keys() {
            return List.of(fact.job());
        }
    }

    /**
     * A family or a job is not wanted any more.
     *
     * @param cancellation what
     */
    record Cancelled(Cancellation cancellation) implements Observation {
        @Override
        @JsonIgnore
        public String family() {
            String target = cancellation.target();
            int slash = target.indexOf('/');
            return slash < 0 ? target : target.substring(0, slash);
        }

        @Override
        @JsonIgnore
        public List<String> keys() {
            String target = cancellation.target();
            // What is deleted stays known beside its family's jobs, where one look tells it.
            return List.of(cancellation.deleted() || target.indexOf('/') < 0 ? FamilyRecord.key(family()) : target);
        }
    }
}

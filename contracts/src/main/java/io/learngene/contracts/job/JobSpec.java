package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.family.MethodRequest;
import java.util.Optional;

/**
 * What is to be done: one kind of job. Open: every method brings its own, by a {@link Vocabulary}. JSON
 * field {@code kind}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public interface JobSpec {

    /** {@return the kind, as in JSON, in the name of its topic and in labels of metrics: {@code tune}} */
    String kind();

    /** {@return which service takes it} */
    @JsonIgnore
    default Role role() {
        return Vocabulary.role(kind());
    }

    /** {@return the pool whose workers take it: what its recipe asks for} */
    @JsonIgnore
    default String pool() {
        return Topics.DEFAULT_POOL;
    }

    /** {@return its place in its family, deterministic, so that a job that is queued twice is one job: {@code tune/L09}} */
    String path();

    /**
     * @param family family id
     * @return store key of the manifest whose existence means that the job is done
     */
    String resultKey(String family);

    /** {@return the request whose first job this is, complete; empty for what follows from other jobs} */
    @JsonIgnore
    default Optional<MethodRequest> opens() {
        return Optional.empty();
    }
}

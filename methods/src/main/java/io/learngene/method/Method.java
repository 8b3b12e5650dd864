package io.learngene.method;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Optional;

/**
 * A way to make models from models: one package of its own, and one line in
 * {@code META-INF/services/io.learngene.contracts.Vocabulary}, by which {@link java.util.ServiceLoader} finds it and its words.
 */
public interface Method extends Vocabulary {

    /** {@return its name, as in the field {@code method} of its requests} */
    String name();

    /** {@return how it takes requests; empty for a method that only others build upon} */
    default Optional<Intake<?>> intake() {
        return Optional.empty();
    }

    /** {@return how it takes requests for further work on what a family has} */
    default List<Continuation<?, ?>> continuations() {
        return List.of();
    }

    /** {@return groups of models that its jobs train beside the family's own, to compare those with: {@code baselines/scratch}} */
    default List<String> groups() {
        return List.of();
    }

    /**
     * What an expander queues when it hears of a learngene.
     *
     * @param published a learngene, of any method
     * @return jobs of its family; empty if it is no learngene of this method
     */
    default List<JobSpec> expansions(LearngenePublished published) {
        return List.of();
    }

    /**
     * @param workshop what they work with
     * @return the work, a handler for each of its kinds of jobs
     */
    default List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of();
    }

    /** {@return where first weights come from, one for each of its origins} */
    default List<Initialiser<?>> initialisers() {
        return List.of();
    }
}

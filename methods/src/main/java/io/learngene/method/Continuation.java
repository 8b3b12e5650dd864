package io.learngene.method;

import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.JobSpec;
import java.util.List;
import java.util.Optional;

/**
 * How a method takes requests for further work on what a family has. Needs no native library: it runs in the gateway.
 *
 * @param <R> its request
 * @param <J> the job that does it
 */
public interface Continuation<R, J extends JobSpec> {

    /** {@return type of its requests} */
    Class<R> type();

    /** {@return the path below a family or a learngene that requests are posted to, without a slash: {@code tunings}} */
    String collection();

    /**
     * @param family family that is worked on
     * @param shelves what there is in the store
     * @return whether the family has what it works on
     */
    boolean fits(String family, Shelves shelves);

    /**
     * Refuses here what no worker could do.
     *
     * @param request what a person wants
     * @param family family that is worked on; {@link #fits} is true
     * @param id new and unlike any other, for the name of the work
     * @param shelves what there is in the store
     * @return the job, which holds the complete request
     * @throws io.learngene.contracts.InvalidFieldException that names the field, the value and the remedy
     */
    J job(R request, String family, String id, Shelves shelves);

    /**
     * @param request what a person wants
     * @return whose jobs are taken first; null for normal priority
     */
    Priority priority(R request);

    /**
     * What the gateway admits only within the operator's limits.
     *
     * @param job what {@link #job} gave
     * @param family family that is worked on
     * @param shelves what there is in the store
     * @return the largest networks that will be trained for it
     */
    List<Intake.Training> trainings(J job, String family, Shelves shelves);

    /**
     * @param job what {@link #job} gave
     * @return images that it trains on, pinned
     */
    DatasetSelection dataset(J job);

    /**
     * @param job what {@link #job} gave
     * @return name of the one model that it makes; empty if it makes several
     */
    default Optional<String> model(J job) {
        return Optional.empty();
    }
}

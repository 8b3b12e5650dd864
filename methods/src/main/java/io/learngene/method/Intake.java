package io.learngene.method;

import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;

/**
 * How a method takes requests. Needs no native library: it runs in the gateway.
 *
 * @param <R> its request
 */
public interface Intake<R extends MethodRequest> {

    /** {@return type of its requests} */
    Class<R> type();

    /** {@return the path that requests are posted to, without a slash: {@code families}} */
    String collection();

    /**
     * Refuses here what no worker could do.
     *
     * @param request what a person wants
     * @param shelves what there is in the store
     * @return the first job of the family, which holds the complete request
     * @throws io.learngene.contracts.InvalidFieldException that names the field, the value and the remedy
     */
    JobSpec first(R request, Shelves shelves);
}

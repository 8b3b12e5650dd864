package io.learngene.runtime.job;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.JobSpec;

/**
 * The work of one kind of job.
 *
 * @param <J> kind of job
 */
public interface JobHandler<J extends JobSpec> {

    /** {@return topic of its jobs} */
    String topic();

    /** {@return type of its jobs} */
    Class<J> type();

    /**
     * Does the work and writes its files below {@link JobContext#attemptPrefix}.
     *
     * @param job the job
     * @param context progress, stop signal, folders
     * @return the manifest that names the files; the loop publishes it, unless another attempt was quicker
     * @throws JobStoppedException if it was told to stop
     * @throws PermanentJobException if trying again is pointless
     * @throws Exception anything else may pass and is tried again
     */
    JobResult run(J job, JobContext context) throws Exception;

    /**
     * Tells others what follows from a published result. Called at least once, also for results of earlier attempts, so
     * it has to be idempotent.
     *
     * @param job the job
     * @param result the published manifest
     * @throws Exception what stands in the way; the job is tried again and comes back here
     */
    default void announce(J job, JobResult result) throws Exception {}
}

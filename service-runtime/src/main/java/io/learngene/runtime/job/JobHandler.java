package io.learngene.runtime.job;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import java.util.List;

/**
 * The work of one kind of job.
 *
 * @param <S> kind of job
 */
public interface JobHandler<S extends JobSpec> {

    /** {@return type of its jobs} */
    Class<S> type();

    /**
     * Does the work and writes its files below {@link JobContext#runPrefix}.
     *
     * @param job the job
     * @param context progress, stop signal, folders
     * @return the manifest that names the files; the loop publishes it, unless another run was quicker
     * @throws JobStoppedException if it was told to stop
     * @throws PermanentJobException if trying again is pointless; so is it after every other exception that is
     *     {@link io.learngene.contracts.Permanent}
     * @throws Exception anything else may pass and is tried again
     */
    JobResult run(Job<S> job, JobContext context) throws Exception;

    /**
     * What follows from a published result. Asked at least once, also for results of earlier runs; what is done already, or has
     * failed for good, is not queued again.
     *
     * @param job the job
     * @param result the published manifest
     * @return jobs of the same family, queued after the publication and before this job's record is given up
     * @throws Exception what stands in the way; the job is tried again and comes back here
     */
    default List<JobSpec> next(Job<S> job, JobResult result) throws Exception {
        return List.of();
    }

    /**
     * Tells others, in other messages than jobs, of a published result. Called at least once, also for results of earlier runs,
     * so it has to be idempotent.
     *
     * @param job the job
     * @param result the published manifest
     * @throws Exception what stands in the way; the job is tried again and comes back here
     */
    default void announce(Job<S> job, JobResult result) throws Exception {}
}

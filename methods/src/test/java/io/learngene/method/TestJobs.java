package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the jobs of one family as its services would: a job's handler, its manifest into the store.
 *
 * @param workshop what they work with
 * @param folder where they may work
 * @param family the family
 */
public record TestJobs(Workshop workshop, Path folder, String family) {

    /**
     * @param spec a job
     * @return its result, which lies in the store
     * @throws Exception if the job fails
     */
    public JobResult run(JobSpec spec) throws Exception {
        return run(spec, new TestWorkshop.Run(folder, spec.path()));
    }

    /**
     * @param spec a job
     * @param run its context
     * @return its result, which lies in the store
     * @throws Exception if the job fails
     */
    public <S extends JobSpec> JobResult run(S spec, TestWorkshop.Run run) throws Exception {
        JobResult result = handler(spec).run(job(spec), run);
        workshop.store().create(spec.resultKey(family), Json.write(result));
        return result;
    }

    /**
     * @param spec a job
     * @param result its result
     * @return the jobs that it queues
     * @throws Exception if the job fails
     */
    public <S extends JobSpec> List<JobSpec> next(S spec, JobResult result) throws Exception {
        return handler(spec).next(job(spec), result);
    }

    private <S extends JobSpec> Job<S> job(S spec) {
        return Job.first(family, TestWorkshop.NOW, spec);
    }

    @SuppressWarnings("unchecked") // The type is compared.
    private <S extends JobSpec> JobHandler<S> handler(S spec) {
        return (JobHandler<S>) Methods.handlers(spec.role(), workshop).stream()
                .filter(handler -> handler.type().equals(spec.getClass()))
                .findFirst()
                .orElseThrow();
    }
}

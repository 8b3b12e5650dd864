package io.learngene.runtime.job;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while the job loop turns: a dead thread in a live process would take no job for ever. */
@Liveness
@ApplicationScoped
class JobLiveness implements HealthCheck {

    private final JobService jobs;

    JobLiveness(JobService jobs) {
        this.jobs = jobs;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("job loop").status(jobs.turning()).build();
    }
}

package io.learngene.tuner;

import io.learngene.contracts.job.Role;
import io.learngene.method.Methods;
import io.learngene.runtime.job.JobService;
import io.learngene.worker.Workshop;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts the tuner's job loop, for the kinds of jobs that train models. */
@ApplicationScoped
public class TunerService {

    void start(@Observes StartupEvent event, JobService jobs, Workshop workshop) {
        jobs.run(Methods.handlers(Role.TUNE, workshop));
    }
}

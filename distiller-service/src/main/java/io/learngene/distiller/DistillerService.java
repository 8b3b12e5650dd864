package io.learngene.distiller;

import io.learngene.contracts.job.Role;
import io.learngene.method.Methods;
import io.learngene.runtime.job.JobService;
import io.learngene.worker.Workshop;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts the distiller's job loop, for the kinds of jobs that make what models are made from. */
@ApplicationScoped
public class DistillerService {

    void start(@Observes StartupEvent event, JobService jobs, Workshop workshop) {
        jobs.run(Methods.handlers(Role.LEARN, workshop));
    }
}

package io.learngene.distiller;

import io.learngene.runtime.job.JobService;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Starts the distiller's job loop. */
@ApplicationScoped
public class DistillerService {

    void start(@Observes StartupEvent event, JobService jobs, DistillHandler handler) {
        jobs.run(List.of(handler));
    }
}

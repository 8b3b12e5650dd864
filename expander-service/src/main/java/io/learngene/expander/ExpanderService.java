package io.learngene.expander;

import io.learngene.runtime.job.JobService;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Starts the expander's job loop. */
@ApplicationScoped
public class ExpanderService {

    void start(@Observes StartupEvent event, JobService jobs, ExpandHandler handler) {
        jobs.run(List.of(handler));
    }
}

package io.learngene.tuner;

import io.learngene.runtime.job.JobService;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Starts the tuner's job loop. */
@ApplicationScoped
public class TunerService {

    void start(@Observes StartupEvent event, JobService jobs, TuneHandler handler) {
        jobs.run(List.of(handler));
    }
}

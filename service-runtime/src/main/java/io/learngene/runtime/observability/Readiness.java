package io.learngene.runtime.observability;

import io.learngene.runtime.startup.Prerequisites;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready when broker and store were prepared and the store answers. Liveness does not look at jobs: they may be long. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    private final Prerequisites prerequisites;
    private final ArtefactStore store;

    Readiness(Prerequisites prerequisites, ArtefactStore store) {
        this.prerequisites = prerequisites;
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("broker and store")
                .withData("prepared", prerequisites.ready())
                .status(prerequisites.ready() && store.reachable())
                .build();
    }
}

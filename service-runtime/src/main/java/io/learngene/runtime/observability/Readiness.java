package io.learngene.runtime.observability;

import io.learngene.runtime.Foundation;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready when broker and store were prepared and the store answers. Liveness does not look at jobs: they may be long. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    private final Foundation foundation;
    private final ArtefactStore store;

    Readiness(Foundation foundation, ArtefactStore store) {
        this.foundation = foundation;
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("broker and store")
                .withData("prepared", foundation.ready())
                .status(foundation.ready() && store.reachable())
                .build();
    }
}

package io.learngene.gateway.view;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not alive when the view has ended for good: who watches the process starts it again. */
@Liveness
@ApplicationScoped
class ViewLiveness implements HealthCheck {

    private final Families families;

    ViewLiveness(Families families) {
        this.families = families;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("view of families goes on")
                .status(!families.failed())
                .build();
    }
}

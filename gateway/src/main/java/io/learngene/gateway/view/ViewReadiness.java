package io.learngene.gateway.view;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when families can be looked up. */
@Readiness
@ApplicationScoped
class ViewReadiness implements HealthCheck {

    private final Families families;

    ViewReadiness(Families families) {
        this.families = families;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("view of families")
                .status(families.ready())
                .build();
    }
}

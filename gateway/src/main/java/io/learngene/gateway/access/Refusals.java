package io.learngene.gateway.access;

import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts who is not let in, by reason. */
@ApplicationScoped
class Refusals {

    private final MeterRegistry registry;

    Refusals(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param reason {@code none}, {@code key}, {@code token}, {@code expired}, {@code issuer}, {@code audience} or {@code role} */
    void count(String reason) {
        Counter.builder(Meters.GATEWAY_REFUSED)
                .description("requests of callers who were not let in")
                .tag(Meters.REASON, reason)
                .register(registry)
                .increment();
    }
}

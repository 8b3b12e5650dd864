package io.learngene.gateway.view;

import io.learngene.contracts.view.JobView;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** What the view shows of the jobs of all workers. Every replica of the gateway shows all of it. */
final class ViewMeters {

    private final MeterRegistry registry;
    private final FamilyIndex index;
    private final InstantSource clock;

    ViewMeters(MeterRegistry registry, FamilyIndex index, InstantSource clock) {
        this.registry = registry;
        this.index = index;
        this.clock = clock;
    }

    /** Shows what does not depend on pools. */
    void register(BooleanSupplier ready) {
        for (String kind : FamilyIndex.KINDS) {
            for (JobView.State state : JobView.State.values()) {
                if (state.terminal()) {
                    jobs(
                                    Meters.JOBS_ENDED,
                                    "jobs of the families of the view that have ended",
                                    kind,
                                    i -> i.jobs(kind, state))
                            .tag("state", state.name().toLowerCase(Locale.ROOT))
                            .register(registry);
                }
            }
        }
        Gauge.builder(Meters.VIEW_READY, ready, view -> view.getAsBoolean() ? 1 : 0)
                .description("whether families can be looked up")
                .strongReference(true)
                .register(registry);
    }

    /** Shows what waits and runs in a pool; a second time changes nothing. */
    void pool(String pool) {
        for (String kind : FamilyIndex.KINDS) {
            jobs(Meters.JOBS_QUEUED, "jobs that wait for a worker", kind, i -> i.jobs(kind, pool, JobView.State.QUEUED))
                    .tag(Meters.POOL, pool)
                    .register(registry);
            jobs(Meters.JOBS_RUNNING, "jobs that a worker is on", kind, i -> i.jobs(kind, pool, JobView.State.RUNNING))
                    .tag(Meters.POOL, pool)
                    .register(registry);
            jobs(
                            Meters.JOBS_OLDEST_WAITING,
                            "how long the job that waits longest has waited",
                            kind,
                            i -> age(i, kind, pool))
                    .baseUnit("seconds")
                    .tag(Meters.POOL, pool)
                    .register(registry);
        }
    }

    private Gauge.Builder<FamilyIndex> jobs(
            String name, String description, String kind, ToDoubleFunction<FamilyIndex> value) {
        return Gauge.builder(name, index, value).description(description).tag(Meters.KIND, kind);
    }

    private double age(FamilyIndex index, String kind, String pool) {
        return index.waitingSince(kind, pool)
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1e3)
                .map(seconds -> Math.max(0, seconds))
                .orElse(0.0);
    }
}

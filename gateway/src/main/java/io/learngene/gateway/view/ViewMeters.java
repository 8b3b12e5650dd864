package io.learngene.gateway.view;

import io.learngene.contracts.view.JobView;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** What the view shows of the jobs of all workers. Every replica of the gateway shows all of it. */
final class ViewMeters {

    private ViewMeters() {}

    static void register(MeterRegistry registry, FamilyIndex index, BooleanSupplier ready, InstantSource clock) {
        for (String kind : FamilyIndex.KINDS) {
            jobs(Meters.JOBS_QUEUED, "jobs that wait for a worker", index, kind, JobView.State.QUEUED)
                    .register(registry);
            jobs(Meters.JOBS_RUNNING, "jobs that a worker is on", index, kind, JobView.State.RUNNING)
                    .register(registry);
            for (JobView.State state : JobView.State.values()) {
                if (state.terminal()) {
                    jobs(Meters.JOBS_ENDED, "jobs of the families of the view that have ended", index, kind, state)
                            .tag("state", state.name().toLowerCase(Locale.ROOT))
                            .register(registry);
                }
            }
            Gauge.builder(Meters.JOBS_OLDEST_WAITING, index, i -> age(i, kind, clock))
                    .description("how long the job that waits longest has waited")
                    .baseUnit("seconds")
                    .tag(Meters.KIND, kind)
                    .register(registry);
        }
        Gauge.builder(Meters.VIEW_READY, ready, view -> view.getAsBoolean() ? 1 : 0)
                .description("whether families can be looked up")
                .strongReference(true)
                .register(registry);
    }

    private static Gauge.Builder<FamilyIndex> jobs(
            String name, String description, FamilyIndex index, String kind, JobView.State state) {
        return Gauge.builder(name, index, i -> i.jobs(kind, state))
                .description(description)
                .tag(Meters.KIND, kind);
    }

    private static double age(FamilyIndex index, String kind, InstantSource clock) {
        return index.waitingSince(kind)
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1e3)
                .map(seconds -> Math.max(0, seconds))
                .orElse(0.0);
    }
}

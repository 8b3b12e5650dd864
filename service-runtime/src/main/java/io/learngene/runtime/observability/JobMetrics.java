package io.learngene.runtime.observability;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of job work. No meter is labelled with a job: there are too many of them. */
public final class JobMetrics {

    /** Seconds of work by kind and outcome; its count is the number of attempts. */
    public static final String SECONDS = "learngene.job";
    /** Jobs that this worker is on, by kind: none or one. The gateway counts those of all workers. */
    public static final String RUNNING = "learngene.worker.jobs";

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, AtomicInteger> running = new ConcurrentHashMap<>();

    /**
     * @param registry where the meters live
     */
    public JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param kind kind of the job
     */
    public void started(String kind) {
        running.computeIfAbsent(kind, k -> registry.gauge(RUNNING, Tags.of("kind", kind), new AtomicInteger()))
                .incrementAndGet();
    }

    /**
     * @param kind kind of the job
     * @param outcome how it ended
     * @param nanoseconds how long it took
     */
    public void ended(String kind, String outcome, long nanoseconds) {
        running.get(kind).decrementAndGet();
        registry.timer(SECONDS, Tags.of("kind", kind, "outcome", outcome)).record(nanoseconds, TimeUnit.NANOSECONDS);
    }
}

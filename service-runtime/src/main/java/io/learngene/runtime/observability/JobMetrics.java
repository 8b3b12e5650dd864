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
    /** Jobs that are being worked on, by kind. */
    public static final String RUNNING = "learngene.jobs.running";

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, AtomicInteger> running = new ConcurrentHashMap<>();

    /**
     * @param registry where the meters live
     */
    public JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param topic topic of the job
     */
    public void started(String topic) {
        running.computeIfAbsent(
                        kind(topic), kind -> registry.gauge(RUNNING, Tags.of("kind", kind), new AtomicInteger()))
                .incrementAndGet();
    }

    /**
     * @param topic topic of the job
     * @param outcome how it ended
     * @param nanoseconds how long it took
     */
    public void ended(String topic, String outcome, long nanoseconds) {
        running.get(kind(topic)).decrementAndGet();
        registry.timer(SECONDS, Tags.of("kind", kind(topic), "outcome", outcome.toLowerCase(java.util.Locale.ROOT)))
                .record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    private static String kind(String topic) {
        return topic.replaceAll("^learngene\\.jobs\\.|\\.v\\d+$", "");
    }
}

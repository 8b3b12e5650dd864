package io.learngene.contracts;

import java.util.List;

/** Kafka topics. Jobs are keyed by job id, everything else by family id. */
public final class Topics {
    /** Distillation jobs, consumed as a share group by distillers. */
    public static final String DISTILL_JOBS = "learngene.jobs.distill.v1";
    /** Expansion jobs, consumed as a share group by expanders. */
    public static final String EXPAND_JOBS = "learngene.jobs.expand.v1";
    /** Tuning jobs, consumed as a share group by tuners. */
    public static final String TUNE_JOBS = "learngene.jobs.tune.v1";
    /** Published learngenes; expanders listen. */
    public static final String LEARNGENES = "learngene.learngenes.v1";
    /** Facts about jobs. */
    public static final String EVENTS = "learngene.events.v1";
    /** Training points: progress and curves. */
    public static final String METRICS = "learngene.metrics.v1";
    /** Cancellations, compacted; every worker reads all of them. */
    public static final String CANCELLATIONS = "learngene.cancellations.v1";
    /** The job topics. */
    public static final List<String> JOBS = List.of(DISTILL_JOBS, EXPAND_JOBS, TUNE_JOBS);

    private Topics() {}

    /**
     * @param topic any topic
     * @return where its unreadable or exhausted records go
     */
    public static String deadLetters(String topic) {
        return "dlq." + topic;
    }
}

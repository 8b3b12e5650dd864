package io.learngene.contracts;

import io.learngene.contracts.family.Priority;

/** Kafka topics. Jobs are keyed by job id, everything else by family id. */
public final class Topics {
    /** Published learngenes; expanders listen. */
    public static final String LEARNGENES = "learngene.learngenes.v2";
    /** Facts about jobs. */
    public static final String EVENTS = "learngene.events.v2";
    /** Training points: progress and curves. */
    public static final String METRICS = "learngene.metrics.v1";
    /** Signs of life of running jobs, kept for an hour. */
    public static final String HEARTBEATS = "learngene.heartbeats.v1";
    /** Cancellations, compacted; every worker reads all of them. */
    public static final String CANCELLATIONS = "learngene.cancellations.v1";
    /** Who changed what, of the gateway alone. */
    public static final String AUDIT = "learngene.audit.v1";

    /** The pool of jobs that ask for none. */
    public static final String DEFAULT_POOL = "default";

    private static final String JOBS = "learngene.jobs.";
    private static final String VERSION = ".v2";

    private Topics() {}

    /**
     * @param kind kind of job, for example {@code tune}
     * @return the topic of its jobs in the default pool, consumed as a share group by the workers of that kind
     */
    public static String jobs(String kind) {
        return jobs(kind, DEFAULT_POOL);
    }

    /**
     * A worker of a share group cannot choose among records, so that a pool has topics of its own.
     *
     * @param kind kind of job, for example {@code tune}
     * @param pool pool of workers
     * @return the topic of its jobs of normal priority, consumed as a share group by that pool's workers of that kind
     */
    public static String jobs(String kind, String pool) {
        return JOBS + kind + (pool.equals(DEFAULT_POOL) ? "" : "." + pool) + VERSION;
    }

    /**
     * Who cannot choose among records chooses among topics, so that a priority has one of its own. It stands behind the version, where no
     * pool's name can be mistaken for it.
     *
     * @param kind kind of job, for example {@code tune}
     * @param pool pool of workers
     * @param priority priority
     * @return the topic of its jobs
     */
    public static String jobs(String kind, String pool, Priority priority) {
        return jobs(kind, pool) + (priority == Priority.NORMAL ? "" : "." + priority.label());
    }

    /**
     * @param topic any topic
     * @return where its unreadable or exhausted records go; jobs of all priorities have one
     */
    public static String deadLetters(String topic) {
        int version = topic.startsWith(JOBS) ? topic.lastIndexOf(VERSION + ".") : -1;
        return "dlq." + (version < 0 ? topic : topic.substring(0, version + VERSION.length()));
    }
}

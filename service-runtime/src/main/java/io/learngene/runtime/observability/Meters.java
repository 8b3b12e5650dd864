package io.learngene.runtime.observability;

/**
 * The names of all meters of the platform, as Micrometer takes them; Prometheus gets them with underscores, units and {@code _total}.
 * What each means stands in {@code docs/metrics.md}. None is labelled with a family or a job: there are too many of them.
 */
public final class Meters {

    /** Label: kind of job. */
    public static final String KIND = "kind";
    /** Label: pool of workers; of the gateway's meters that of the jobs, of a worker's meters its own. */
    public static final String POOL = "pool";
    /** Label: what is trained, in the words of the method. */
    public static final String PHASE = "phase";
    /** Label: how something ended. */
    public static final String OUTCOME = "outcome";
    /** Label: why. */
    public static final String REASON = "reason";
    /** Label: a Kafka topic. */
    public static final String TOPIC = "topic";

    /** Timer of attempts. */
    public static final String JOB = "learngene.job";
    /** Counter of records that were taken, by what was decided. */
    public static final String JOB_TAKEN = "learngene.job.taken";
    /** Counter of runs that ended without a word. */
    public static final String JOB_DEATHS = "learngene.job.deaths";
    /** Counter of operations of published results. */
    public static final String JOB_FLOPS = "learngene.job.flops";
    /** Gauge of jobs that this worker is on. */
    public static final String WORKER_JOBS = "learngene.worker.jobs";
    /** Gauge, seconds without a sign of progress. */
    public static final String WORKER_SILENCE = "learngene.worker.silence";
    /** Counter of renewals of locks. */
    public static final String LOCK_RENEWALS = "learngene.lock.renewals";
    /** Counter of messages that nobody waits for and that were not sent. */
    public static final String MESSAGES_LEFT_OUT = "learngene.messages.left.out";

    /** Counter of requests of callers whom the gateway did not let in. */
    public static final String GATEWAY_REFUSED = "learngene.gateway.refused";

    /** Counter of requests of callers who asked the gateway too much. */
    public static final String GATEWAY_LIMITED = "learngene.gateway.limited";

    /** Timer of calls of the store. */
    public static final String STORE = "learngene.store";
    /** Counter of bytes to and from the store. */
    public static final String STORE_BYTES = "learngene.store.bytes";

    /** Gauge of the process's memory, the native part counted. */
    public static final String PROCESS_RESIDENT = "learngene.process.resident";

    /** Counter of images that were trained on, with repetition. */
    public static final String TRAINING_SAMPLES = "learngene.training.samples";
    /** Counter of seconds of training steps. */
    public static final String TRAINING_DEVICE = "learngene.training.device";
    /** Counter of seconds that training steps waited for images. */
    public static final String TRAINING_DATA_WAIT = "learngene.training.data.wait";
    /** Gauge of the running training's loss. */
    public static final String TRAINING_LOSS = "learngene.training.loss";
    /** Gauge of the running training's scores. */
    public static final String TRAINING_SCORE = "learngene.training.score";
    /** Counter of trainings that ended because the loss overflowed. */
    public static final String TRAINING_NON_FINITE = "learngene.training.nonfinite";
    /** Timer of the ways of a checkpoint. */
    public static final String CHECKPOINT = "learngene.checkpoint";
    /** Counter of checkpoints that did not get into the store. */
    public static final String CHECKPOINTS_DROPPED = "learngene.checkpoints.dropped";

    /** Gauge of a GPU's memory in use. */
    public static final String GPU_MEMORY_USED = "learngene.gpu.memory.used";
    /** Gauge of a GPU's memory. */
    public static final String GPU_MEMORY = "learngene.gpu.memory";
    /** Gauge of a GPU's utilisation. */
    public static final String GPU_UTILISATION = "learngene.gpu.utilisation.ratio";

    /** Gauge of jobs that wait. */
    public static final String JOBS_QUEUED = "learngene.jobs.queued";
    /** Gauge of jobs that a worker is on. */
    public static final String JOBS_RUNNING = "learngene.jobs.running";
    /** Gauge of jobs that have ended, by how. */
    public static final String JOBS_ENDED = "learngene.jobs.ended";
    /** Gauge, age of the job that waits longest. */
    public static final String JOBS_OLDEST_WAITING = "learngene.jobs.oldest.waiting";
    /** Gauge, whether the view can be read. */
    public static final String VIEW_READY = "learngene.view.ready";
    /** Gauge of records that the view has not read yet. */
    public static final String VIEW_LAG = "learngene.view.lag";
    /** Counter of what the view left out. */
    public static final String VIEW_SKIPPED = "learngene.view.skipped";
    /** Counter of records that were put aside. */
    public static final String DEAD_LETTERS = "learngene.dead.letters";

    private Meters() {}
}

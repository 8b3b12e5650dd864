package io.learngene.runtime.job;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.LogFields;
import io.learngene.runtime.tracing.AttemptTrace;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Takes jobs from the share groups of their kinds (KIP-932), one at a time, and brings each to an announced end.
 *
 * <p>One thread owns the consumers; the work runs on another. While it does, the record's lock is renewed every third of its
 * duration. An acknowledgement is no fence: what makes a job happen once is the manifest that only one run can create. A crash at any
 * point leads to a redelivery, and a redelivery of a finished job only announces it again.
 */
public final class JobLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Backoff AGAIN = Backoff.constant(Duration.ofSeconds(1));
    private static final Duration AFTER_GRACE = Duration.ofSeconds(3);

    private final Map<String, JobHandler<?>> handlers = new LinkedHashMap<>();
    private final JobSettings settings;
    private final Turns turns;
    private final JobEnvironment environment;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile long turned = System.nanoTime();
    /** Jobs that were worked on, and since when there was none; of the loop's own thread. */
    private int worked;

    private long idleSince;

    /**
     * @param handlers the work, a handler for each kind of job
     * @param settings how jobs are run
     * @param environment what with
     */
    public JobLoop(List<? extends JobHandler<?>> handlers, JobSettings settings, JobEnvironment environment) {
        this(handlers, settings, environment, Turns.anywhere());
    }

    JobLoop(List<? extends JobHandler<?>> handlers, JobSettings settings, JobEnvironment environment, Turns turns) {
        for (JobHandler<?> handler : handlers) {
            this.handlers.put(Shift.kind(handler), handler);
        }
        this.settings = settings;
        this.turns = turns;
        this.environment = environment;
        environment.metrics().takes(this.handlers.keySet(), JobDecision.labels());
        this.thread = new Thread(this::run, "jobs");
    }

    /** {@return the topics that it takes jobs of} */
    public List<String> topics() {
        return JobQueues.topics(handlers.keySet(), settings.shift().pool());
    }

    /** Begins to take jobs; the topics have to be there. */
    public void start() {
        thread.start();
    }

    /** {@return whether the loop runs} */
    public boolean alive() {
        return thread.isAlive();
    }

    /** {@return how long ago the loop last came round; it does so several times a second, also while a job is worked on} */
    public Duration sinceLastTurn() {
        return Duration.ofNanos(System.nanoTime() - turned);
    }

    /** Stops a running job at its next step, queues it for others and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(settings.shutdownGrace().plus(AFTER_GRACE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        idleSince = System.nanoTime();
        Optional<String> over = Optional.empty();
        while (!closed() && over.isEmpty()) {
            try (JobQueues queues = new JobQueues(handlers.keySet(), settings, turns)) {
                over = takeTurns(queues);
            } catch (Throwable e) {
                // An Error too: a dead thread in a live process would take no job for ever.
                LOG.warnf("%s: taking jobs failed, trying again: %s", handlers.keySet(), e);
            }
            if (over.isEmpty()) {
                awaitClosing(AGAIN.after(1));
            }
        }
        over.ifPresent(why -> {
            LOG.infof("%s: takes no more jobs and ends, because %s", settings.worker(), why);
            environment.finish().run();
        });
    }

    /**
     * One job at a time, whatever its kind: a worker that is busy asks for no other, which idle workers then get.
     *
     * @return why the worker is done for good; empty if it is closed
     */
    private Optional<String> takeTurns(JobQueues queues) {
        while (!closed()) {
            turned = System.nanoTime();
            Failpoint.CLAIM.reach();
            for (JobQueues.Taken each : queues.next()) {
                take(each, handlers.get(each.kind()));
                idleSince = System.nanoTime();
            }
            Optional<String> over = settings.shift().over(worked, Duration.ofNanos(System.nanoTime() - idleSince));
            if (over.isPresent()) {
                return over;
            }
        }
        return Optional.empty();
    }

    private <S extends JobSpec> void take(JobQueues.Taken taken, JobHandler<S> handler) {
        Failpoint.CLAIMED.reach();
        ConsumerRecord<byte[], byte[]> record = taken.record();
        Lease lease = new Lease(taken.consumer(), record, settings.lockDuration(), environment.metrics());
        Job<S> job;
        try {
            job = read(record, handler.type());
        } catch (InvalidFieldException | ClassCastException e) {
            LOG.warnf("%s: a record is no job and put aside: %s", record.topic(), e.getMessage());
            Messages.await(environment.messages().deadLetter(record, e.getMessage()));
            lease.end(AcknowledgeType.ACCEPT);
            return;
        }
        int delivery = Math.max(1, record.deliveryCount().orElse((short) 1));
        AttemptTrace trace = new AttemptTrace(environment.traces(), job, record.headers());
        JobRun<S> run = new JobRun<>(handler, job, lease, trace, delivery, settings, environment);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread worker = new Thread(
                () -> {
                    try (Scope scope = trace.work();
                            LogFields fields = LogFields.of(job)) {
                        done.complete(run.run());
                    } catch (Throwable e) {
                        LOG.errorf(e, "%s: ended without an end, it comes back", job.id());
                        done.complete(false);
                    }
                },
                "work");
        worker.setDaemon(true);
        worker.start();
        try (LogFields fields = LogFields.of(job)) {
            follow(lease, job, run, done).ifPresent(served -> end(lease, served));
        } finally {
            trace.end();
        }
        if (run.begun()) {
            worked++;
        }
    }

    private static void end(Lease lease, boolean served) {
        if (served) {
            Failpoint.SERVED.reach();
        }
        lease.end(served ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
    }

    @SuppressWarnings("unchecked") // The spec was just looked at.
    private static <S extends JobSpec> Job<S> read(ConsumerRecord<byte[], byte[]> record, Class<S> type) {
        Job<?> job = Job.read(record.value());
        type.cast(job.spec());
        return (Job<S>) job;
    }

    /**
     * Waits for the work, renewing the lock and passing on reasons to stop.
     *
     * @return whether the record has served; empty if the work did not stop in time, so that the record stays locked
     */
    private Optional<Boolean> follow(Lease lease, Job<?> job, JobRun<?> run, CompletableFuture<Boolean> done) {
        long begun = System.nanoTime();
        long closedAt = 0;
        while (true) {
            turned = System.nanoTime();
            try {
                return Optional.of(done.get(POLL.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                if (lease.renewIfDue()) {
                    run.heartbeat().ifPresent(environment.messages()::tell);
                }
                run.observe();
                stopWhereDue(lease, job, run, begun);
                if (closed()) {
                    closedAt = closedAt == 0 ? System.nanoTime() : closedAt;
                    if (System.nanoTime() - closedAt > settings.shutdownGrace().toNanos()) {
                        LOG.warnf(
                                "%s: did not stop in %s; its lock ends by itself", job.id(), settings.shutdownGrace());
                        return Optional.empty();
                    }
                } else if (run.stop().silence().compareTo(settings.progressDeadline()) > 0) {
                    return endHanging(job, run);
                }
            } catch (InterruptedException e) {
                closing.countDown();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("work never ends so", e);
            }
        }
    }

    private void stopWhereDue(Lease lease, Job<?> job, JobRun<?> run, long begun) {
        Duration limit = settings.timeLimit();
        if (closed()) {
            run.requestStop(StopSignal.Reason.SHUTDOWN);
        } else if (environment.cancellations().covers(job)) {
            run.requestStop(StopSignal.Reason.CANCELLED);
        } else if (!lease.held()) {
            run.requestStop(StopSignal.Reason.LOCK_LOST);
        } else if (limit != null && System.nanoTime() - begun > limit.toNanos()) {
            run.requestStop(StopSignal.Reason.TIME_LIMIT);
        }
    }

    /** Nothing but the end of the process frees what a native deadlock holds: the device, memory, locks. */
    private Optional<Boolean> endHanging(Job<?> job, JobRun<?> run) {
        LOG.errorf("%s: no sign of progress for %s, this process ends", job.id(), settings.progressDeadline());
        boolean served = false;
        try {
            served = run.endHanging();
        } catch (RuntimeException e) {
            LOG.warnf("%s: could not be queued anew, it comes back when its lock ends: %s", job.id(), e.getMessage());
        }
        closing.countDown();
        Thread end = new Thread(environment.exit(), "end");
        end.setDaemon(true);
        end.start();
        return Optional.of(served);
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void awaitClosing(Duration atMost) {
        try {
            closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}

package io.learngene.runtime.job;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.job.JobAttempt.Outcome;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Takes jobs of one kind from their share group, one at a time (KIP-932), and brings each to an announced end.
 *
 * <p>One thread owns the consumer; the work runs on another. While it does, the record's lock is renewed every third of
 * its duration. An acknowledgement is no fence: what makes a job happen once is the manifest that only one attempt can
 * create. A crash at any point leads to a redelivery, and a redelivery of a finished job only announces it again.
 *
 * @param <S> kind of job
 */
public final class JobLoop<S extends JobSpec> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final JobHandler<S> handler;
    private final String topic;
    private final JobSettings settings;
    private final ArtefactStore store;
    private final Messages messages;
    private final Cancellations cancellations;
    private final JobMetrics metrics;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param handler the work
     * @param settings how jobs are run
     * @param store where results are published
     * @param messages where facts go
     * @param cancellations what is not wanted any more
     * @param metrics counters
     */
    public JobLoop(
            JobHandler<S> handler,
            JobSettings settings,
            ArtefactStore store,
            Messages messages,
            Cancellations cancellations,
            JobMetrics metrics) {
        this.handler = handler;
        this.topic =
                Topics.jobs(handler.type().getAnnotation(JsonTypeName.class).value());
        this.settings = settings;
        this.store = store;
        this.messages = messages;
        this.cancellations = cancellations;
        this.metrics = metrics;
        this.thread = new Thread(this::run, "jobs");
    }

    /** Begins to take jobs; the topics have to be there. */
    public void start() {
        thread.start();
    }

    /** {@return whether the loop runs} */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Stops a running job at its next step, gives its record back and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(settings.shutdownGrace().plusSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed()) {
            try (KafkaShareConsumer<String, byte[]> consumer = consumer()) {
                consumer.subscribe(List.of(topic));
                while (!closed()) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        handle(consumer, record);
                    }
                }
            } catch (RuntimeException e) {
                LOG.warnf("%s: taking jobs failed, trying again: %s", topic, e.getMessage());
                awaitClosing(Duration.ofSeconds(1));
            }
        }
    }

    private KafkaShareConsumer<String, byte[]> consumer() {
        return new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        settings.bootstrapServers(),
                        "group.id",
                        TopicSetup.group(topic),
                        "client.id",
                        settings.worker(),
                        "share.acknowledgement.mode",
                        "explicit",
                        "share.acquire.mode",
                        "record_limit",
                        "max.poll.records",
                        1),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private void handle(KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
        Job<S> job;
        try {
            job = job(record);
        } catch (InvalidFieldException | ClassCastException e) {
            LOG.warnf("%s: a record is no job and put aside: %s", topic, e.getMessage());
            Messages.await(messages.deadLetter(record, e.getMessage()));
            acknowledge(consumer, record, AcknowledgeType.ACCEPT);
            return;
        }
        int attempt = job.attempt() + Math.max(1, record.deliveryCount().orElse((short) 1));
        Lease lease = new Lease(consumer, record);
        Outcome outcome;
        try {
            outcome = decideAndRun(lease, job, attempt);
        } catch (Exception e) {
            outcome = new Outcome.FailedForNow(e.getMessage());
        }
        settle(lease, job, attempt, outcome);
    }

    @SuppressWarnings("unchecked") // The spec was just looked at.
    private Job<S> job(ConsumerRecord<String, byte[]> record) {
        Job<?> job = Job.read(record.value() == null ? new byte[0] : record.value());
        handler.type().cast(job.spec());
        return (Job<S>) job;
    }

    private Outcome decideAndRun(Lease lease, Job<S> job, int attempt) throws Exception {
        cancellations.awaitCaughtUp(Duration.ofSeconds(10));
        boolean published = store.stat(job.resultKey()).isPresent();
        switch (JobDecision.of(published, cancellations.covers(job), attempt, settings.attempts())) {
            case DROP_CANCELLED:
                return new Outcome.Stopped(StopSignal.Reason.CANCELLED);
            case ANNOUNCE_AGAIN:
                attempt(job, attempt).announceAgain();
                return new Outcome.Succeeded();
            case GIVE_UP:
                return new Outcome.FailedForGood("given up after " + (attempt - 1) + " attempts; the worker ended each"
                        + " time before it could say why: look at its log, most likely it ran out of memory");
            default:
                return work(lease, job, attempt);
        }
    }

    private Outcome work(Lease lease, Job<S> job, int attempt) {
        LOG.infof("%s: attempt %d", job.id(), attempt);
        Messages.await(messages.publish(
                new Fact.JobStarted(job.id(), job.family(), attempt, settings.worker(), Instant.now())));
        JobAttempt<S> work = attempt(job, attempt);
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        Thread worker = new Thread(
                () -> {
                    try {
                        done.complete(work.run());
                    } catch (Throwable e) {
                        done.complete(new Outcome.FailedForNow(e.toString()));
                    }
                },
                "work");
        worker.setDaemon(true);
        metrics.started(topic);
        long start = System.nanoTime();
        worker.start();
        Outcome outcome = follow(lease, job, work, done);
        metrics.ended(topic, outcome.getClass().getSimpleName(), System.nanoTime() - start);
        return outcome;
    }

    /** Waits for the work, renewing the lock and passing on reasons to stop. */
    private Outcome follow(Lease lease, Job<S> job, JobAttempt<S> work, CompletableFuture<Outcome> done) {
        long stopBy = Long.MAX_VALUE;
        while (true) {
            try {
                return done.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (closed()) {
                    work.stop().request(StopSignal.Reason.SHUTDOWN);
                } else if (cancellations.covers(job)) {
                    work.stop().request(StopSignal.Reason.CANCELLED);
                }
                if (!lease.renewIfDue()) {
                    work.stop().request(StopSignal.Reason.LOCK_LOST);
                }
                if (work.stop().requested()) {
                    long now = System.nanoTime();
                    stopBy = Math.min(stopBy, now + settings.shutdownGrace().toNanos());
                    if (now > stopBy && closed()) {
                        return new Outcome.Stopped(StopSignal.Reason.SHUTDOWN);
                    }
                }
            } catch (InterruptedException e) {
                work.stop().request(StopSignal.Reason.SHUTDOWN);
            } catch (java.util.concurrent.ExecutionException e) {
                return new Outcome.FailedForNow(e.getCause().toString());
            }
        }
    }

    private void settle(Lease lease, Job<S> job, int attempt, Outcome outcome) {
        try {
            if (outcome instanceof Outcome.Succeeded) {
                LOG.infof("%s: done", job.id());
                lease.end(AcknowledgeType.ACCEPT);
            } else if (outcome instanceof Outcome.Stopped stopped) {
                stopped(lease, job, stopped.reason());
            } else if (outcome instanceof Outcome.FailedForGood failed) {
                fail(lease, job, attempt, failed.reason());
            } else if (outcome instanceof Outcome.FailedForNow failed) {
                if (attempt >= settings.attempts()) {
                    fail(lease, job, attempt, "given up after " + attempt + " attempts: " + failed.reason());
                } else {
                    retry(lease, job, attempt, failed.reason());
                }
            }
        } catch (RuntimeException e) {
            // The record stays locked and comes back: nothing is lost.
            LOG.warnf("%s: its end could not be announced, it comes back: %s", job.id(), e.getMessage());
            lease.end(AcknowledgeType.RELEASE);
        }
    }

    private void stopped(Lease lease, Job<S> job, StopSignal.Reason reason) {
        LOG.infof("%s: stopped, %s", job.id(), reason);
        switch (reason) {
            case CANCELLED -> {
                Messages.await(messages.publish(new Fact.JobCancelled(job.id(), job.family(), Instant.now())));
                lease.end(AcknowledgeType.ACCEPT);
            }
            case SHUTDOWN -> lease.end(AcknowledgeType.RELEASE);
            case LOCK_LOST -> LOG.warnf("%s: its lock was lost, another worker has it", job.id());
        }
    }

    private void fail(Lease lease, Job<S> job, int attempt, String reason) {
        LOG.warnf("%s: failed: %s", job.id(), reason);
        Messages.await(messages.publish(new Fact.JobFailed(job.id(), job.family(), attempt, reason, Instant.now())));
        Messages.await(messages.deadLetter(lease.record, reason));
        lease.end(AcknowledgeType.ACCEPT);
    }

    /**
     * The share protocol has no delayed release, so the lock is held over the pause; then the job is queued anew with its
     * attempts counted, and this record accepted. A crash in between leads to a second record, which is harmless.
     */
    private void retry(Lease lease, Job<S> job, int attempt, String reason) {
        Duration delay = settings.delayAfter(attempt);
        LOG.warnf("%s: attempt %d failed, next in %d s: %s", job.id(), attempt, delay.toSeconds(), reason);
        Messages.await(messages.publish(
                new Fact.JobRetried(job.id(), job.family(), attempt, reason, delay.toMillis() / 1e3, Instant.now())));
        long end = System.nanoTime() + delay.toNanos();
        while (System.nanoTime() < end && !closed() && !cancellations.covers(job)) {
            awaitClosing(POLL);
            lease.renewIfDue();
        }
        Messages.await(messages.queue(job.after(attempt, 0)));
        lease.end(AcknowledgeType.ACCEPT);
    }

    private JobAttempt<S> attempt(Job<S> job, int attempt) {
        return new JobAttempt<>(
                handler, job, attempt, store, messages, settings.directory().resolve("work"));
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

    private static boolean acknowledge(
            KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
        consumer.acknowledge(record, type);
        for (Optional<?> failure : consumer.commitSync(Duration.ofSeconds(10)).values()) {
            if (failure.isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** The lock on one record. */
    private final class Lease {
        private final KafkaShareConsumer<String, byte[]> consumer;
        private ConsumerRecord<String, byte[]> record;
        private long renewed = System.nanoTime();
        private boolean lost;

        Lease(KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
            this.consumer = consumer;
            this.record = record;
        }

        /** {@return whether the lock is held as far as is known} */
        boolean renewIfDue() {
            if (lost || System.nanoTime() - renewed < settings.renewal().toNanos()) {
                return !lost;
            }
            try {
                lost = !acknowledge(consumer, record, AcknowledgeType.RENEW);
                // A renewed record is handed out again: the same one, recognised by its place.
                long end = System.nanoTime() + settings.renewal().toNanos();
                boolean back = false;
                while (!lost && !back && System.nanoTime() < end) {
                    for (ConsumerRecord<String, byte[]> again : consumer.poll(POLL)) {
                        if (again.offset() == record.offset() && again.partition() == record.partition()) {
                            record = again;
                            back = true;
                        } else {
                            consumer.acknowledge(again, AcknowledgeType.RELEASE);
                        }
                    }
                }
                lost = lost || !back;
            } catch (RuntimeException e) {
                LOG.warnf("a lock could not be renewed: %s", e.getMessage());
                lost = true;
            }
            renewed = System.nanoTime();
            return !lost;
        }

        void end(AcknowledgeType type) {
            if (lost) {
                return;
            }
            try {
                acknowledge(consumer, record, type);
            } catch (RuntimeException e) {
                LOG.warnf("a record could not be acknowledged and comes back: %s", e.getMessage());
            }
        }
    }
}

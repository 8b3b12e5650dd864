package io.learngene.runtime.messaging;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.audit.AuditFact;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * Everything that is written to Kafka, as CloudEvents in binary mode. A future completes after the broker's
 * acknowledgement. For several threads.
 */
public final class Messages implements AutoCloseable {

    /** After which the producer gives a message up: whoever waits longer knows whether it was accepted. */
    public static final Duration DELIVERY = Duration.ofSeconds(20);

    private static final Logger LOG = Logger.getLogger(Messages.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A broker takes 1 MiB, headers and framing counted. */
    private static final int MOST_BYTES = 900_000;

    private static final int HEAD_OF_A_DEAD_LETTER = 64 << 10;
    private static final int MOST_UNSENT = 1_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Pools pools;
    private final Traces traces;
    private final String source;
    private final InstantSource clock;
    private final ThreadPoolExecutor unconfirmed;
    private final AtomicLong leftOut = new AtomicLong();

    /**
     * @param kafka how to reach the broker
     * @param pools pools of workers that jobs may ask for
     * @param traces what jobs are traced by
     * @param source CloudEvents source: the service's name
     * @param clock time of the messages
     */
    public Messages(KafkaSettings kafka, Pools pools, Traces traces, String source, InstantSource clock) {
        this.pools = pools;
        this.traces = traces;
        this.clock = clock;
        this.source = "/learngene-foundry/" + source;
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        source,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        2,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        5_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        (int) DELIVERY.toMillis(),
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        16L << 20)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.unconfirmed = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_UNSENT), Messages::daemon, this::leaveOut);
        // Begun by whoever told something first, it would log about that one's job for ever.
        unconfirmed.prestartCoreThread();
    }

    /**
     * Queues a job in its pool with its priority, where its attempts stay, too.
     *
     * @param job job to queue, keyed by its id
     * @return completes when the broker has it; with an {@link InvalidFieldException} if there is no such pool
     */
    public CompletableFuture<Void> queue(Job<?> job) {
        try {
            pools.require("pool", job.spec().pool());
        } catch (InvalidFieldException e) {
            return CompletableFuture.failedFuture(e.under(job.id()));
        }
        String topic = Topics.jobs(job.spec().kind(), job.spec().pool(), job.priority());
        Span span = traces.span("queue", SpanKind.PRODUCER, job).startSpan();
        try (Scope scope = span.makeCurrent()) {
            return send(topic, job.id(), job, Job.TYPE, job.id() + "/queued/" + job.attempt(), job.id())
                    .whenComplete((sent, failure) -> Traces.end(span, failure));
        }
    }

    /**
     * @param fact a fact
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(Fact fact) {
        return send(Topics.EVENTS, fact.family(), fact, fact.type(), fact.id(), fact.job());
    }

    /**
     * Tells a point without waiting: where the broker is away, the oldest of those that wait are left out, and that is logged.
     *
     * @param point a training point
     */
    public void tell(TrainingPoint point) {
        String id = point.job() + "/" + point.attempt() + "/" + point.phase() + "/"
                + point.position().step() + "/" + point.at();
        unconfirmed.execute(() -> send(Topics.METRICS, point.family(), point, TrainingPoint.TYPE, id, point.job()));
    }

    /**
     * Tells a sign of life without waiting, like a point.
     *
     * @param heartbeat a sign of life
     */
    public void tell(Heartbeat heartbeat) {
        String id = heartbeat.job() + "/alive/" + heartbeat.at();
        unconfirmed.execute(
                () -> send(Topics.HEARTBEATS, heartbeat.family(), heartbeat, Heartbeat.TYPE, id, heartbeat.job()));
    }

    /**
     * Tells a warning without waiting, like a point.
     *
     * @param warned a warning
     */
    public void tell(Fact.JobWarned warned) {
        unconfirmed.execute(() -> publish(warned));
    }

    /**
     * @param published a learngene that lies in the store
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(LearngenePublished published) {
        String family = published.family();
        return send(Topics.LEARNGENES, family, published, LearngenePublished.TYPE, family + "/learngene", family);
    }

    /**
     * @param cancellation what is not wanted any more
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(Cancellation cancellation) {
        String key = cancellation.key();
        return send(
                Topics.CANCELLATIONS,
                key,
                cancellation,
                Cancellation.TYPE,
                key + "/cancellation",
                cancellation.target());
    }

    /**
     * @param fact that somebody changed something
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(AuditFact fact) {
        return send(
                Topics.AUDIT,
                fact.target(),
                fact,
                AuditFact.TYPE,
                UUID.randomUUID().toString(),
                fact.target());
    }

    /**
     * Puts a record that cannot be used aside: its key and headers, and its value, or the head of a value that would not fit.
     *
     * @param record the record
     * @param reason why, for people
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> deadLetter(ConsumerRecord<?, byte[]> record, String reason) {
        byte[] value = record.value();
        boolean whole = value == null || value.length <= MOST_BYTES / 2;
        ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(
                Topics.deadLetters(record.topic()),
                record.key() instanceof byte[] key ? key : bytes((String) record.key()),
                whole ? value : Arrays.copyOf(value, HEAD_OF_A_DEAD_LETTER));
        record.headers().forEach(dead.headers()::add);
        header(dead, "dead-letter-reason", reason == null ? "not readable" : reason);
        header(dead, "dead-letter-topic", record.topic());
        header(dead, "dead-letter-partition", Integer.toString(record.partition()));
        header(dead, "dead-letter-offset", Long.toString(record.offset()));
        header(dead, "dead-letter-by", source);
        if (!whole) {
            header(dead, "dead-letter-size", Integer.toString(value.length));
        }
        return send(dead);
    }

    /**
     * Waits for acknowledgements.
     *
     * @param sent what was sent
     * @throws MessagingException if the broker did not confirm in time
     * @throws InvalidFieldException if a message is too large for it
     */
    public static void await(CompletableFuture<?> sent) {
        try {
            sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidFieldException tooLarge) {
                throw tooLarge;
            }
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw new InvalidFieldException(
                        "message",
                        tooLarge.getMessage(),
                        "the broker takes no larger one; ask for less, or raise max.message.bytes of its topic");
            }
            throw new MessagingException(
                    "the broker did not take a message: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new MessagingException("the broker did not confirm a message in " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while waiting for the broker", e);
        }
    }

    /** {@return training points, signs of life and warnings that were not sent, because the broker was slow or away} */
    public long leftOut() {
        return leftOut.get();
    }

    @Override
    public void close() {
        unconfirmed.shutdown();
        producer.close(Duration.ofSeconds(4));
    }

    private CompletableFuture<Void> send(
            String topic, String key, Object data, String type, String id, String subject) {
        byte[] value = Json.write(data);
        if (value.length > MOST_BYTES) {
            return CompletableFuture.failedFuture(new InvalidFieldException(
                    subject,
                    value.length + " bytes as a message of " + topic,
                    "at most " + MOST_BYTES + " fit; ask for less"));
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), value);
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", id);
        header(record, "ce_type", type);
        header(record, "ce_source", source);
        header(record, "ce_subject", subject);
        header(record, "ce_time", clock.instant().toString());
        header(record, "content-type", "application/json");
        traces.send(record.headers());
        return send(record);
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            sent.completeExceptionally(e);
        }
        return sent;
    }

    /** Of what nobody waits for the newest counts. */
    private void leaveOut(Runnable newest, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            return;
        }
        pool.getQueue().poll();
        long count = leftOut.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warnf(
                    "the broker is slow or away: %d training points, signs of life and warnings were left out so far",
                    count);
        }
        pool.execute(newest);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "points");
        thread.setDaemon(true);
        return thread;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static void header(ProducerRecord<?, ?> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

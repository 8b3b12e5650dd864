package io.learngene.runtime.messaging;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Everything that is written to Kafka, as CloudEvents in binary mode. A future completes after the broker's
 * acknowledgement. For several threads.
 */
public final class Messages implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProducer<String, byte[]> producer;
    private final String source;

    /**
     * @param bootstrapServers brokers
     * @param source CloudEvents source: the service's name
     */
    public Messages(String bootstrapServers, String source) {
        this.source = "/learngene-foundry/" + source;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
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
                        20_000,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        16L << 20),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * @param job job to queue, keyed by its id
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> queue(Job<?> job) {
        String topic = Topics.jobs(job.spec().kind());
        return send(topic, job.id(), job, Job.TYPE, job.id() + "/queued/" + job.attempt(), job.id());
    }

    /**
     * @param fact a fact
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(Fact fact) {
        return send(Topics.EVENTS, fact.family(), fact, fact.type(), fact.id(), fact.job());
    }

    /**
     * @param point a training point
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(TrainingPoint point) {
        String id = point.job() + "/" + point.attempt() + "/" + point.phase() + "/" + point.step() + "/" + point.at();
        return send(Topics.METRICS, point.family(), point, TrainingPoint.TYPE, id, point.job());
    }

    /**
     * @param heartbeat a sign of life
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> publish(Heartbeat heartbeat) {
        String id = heartbeat.job() + "/alive/" + heartbeat.at();
        return send(Topics.HEARTBEATS, heartbeat.family(), heartbeat, Heartbeat.TYPE, id, heartbeat.job());
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
        String target = cancellation.target();
        return send(Topics.CANCELLATIONS, target, cancellation, Cancellation.TYPE, target + "/cancellation", target);
    }

    /**
     * Puts a record that cannot be used aside.
     *
     * @param record the record
     * @param reason why, for people
     * @return completes when the broker has it
     */
    public CompletableFuture<Void> deadLetter(ConsumerRecord<?, byte[]> record, String reason) {
        byte[] key = record.key() instanceof byte[] bytes
                ? bytes
                : record.key() == null ? null : record.key().toString().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> dead = new ProducerRecord<>(
                Topics.deadLetters(record.topic()),
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                record.value());
        record.headers().forEach(dead.headers()::add);
        header(dead, "dead-letter-reason", reason);
        header(dead, "dead-letter-topic", record.topic());
        header(dead, "dead-letter-partition", Integer.toString(record.partition()));
        header(dead, "dead-letter-offset", Long.toString(record.offset()));
        header(dead, "dead-letter-by", source);
        return send(dead);
    }

    /**
     * Waits for acknowledgements.
     *
     * @param sent what was sent
     * @throws MessagingException if the broker did not confirm in time
     */
    public static void await(CompletableFuture<?> sent) {
        try {
            sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new MessagingException(
                    "the broker did not take a message: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new MessagingException("the broker did not confirm a message in " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while waiting for the broker", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }

    private CompletableFuture<Void> send(
            String topic, String key, Object data, String type, String id, String subject) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, Json.write(data));
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", id);
        header(record, "ce_type", type);
        header(record, "ce_source", source);
        header(record, "ce_subject", subject);
        header(record, "ce_time", Instant.now().toString());
        header(record, "content-type", "application/json");
        return send(record);
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
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

    private static void header(ProducerRecord<?, ?> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

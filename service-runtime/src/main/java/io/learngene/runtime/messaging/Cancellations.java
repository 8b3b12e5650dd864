package io.learngene.runtime.messaging;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * All cancellations there are. Every worker reads the compacted topic from its beginning, without a group, and goes on
 * listening.
 */
public final class Cancellations implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Cancellations.class);

    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final String bootstrapServers;
    private final Messages messages;
    private final Thread reader;
    private volatile boolean closed;
    private volatile KafkaConsumer<String, byte[]> consumer;

    /**
     * @param bootstrapServers brokers
     * @param messages where unreadable records are put aside
     */
    public Cancellations(String bootstrapServers, Messages messages) {
        this.bootstrapServers = bootstrapServers;
        this.messages = messages;
        this.reader = new Thread(this::run, "cancellations");
        this.reader.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        reader.start();
    }

    /**
     * @param job a job
     * @return whether it or its family is cancelled, as far as is known
     */
    public boolean covers(Job<?> job) {
        return targets.contains(job.family()) || targets.contains(job.id());
    }

    /**
     * Waits until what was cancelled before the start has been read.
     *
     * @param atMost how long
     * @return whether it was
     */
    public boolean awaitCaughtUp(Duration atMost) {
        try {
            return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        reader.interrupt();
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<String, byte[]> opened = new KafkaConsumer<>(
                    Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            bootstrapServers,
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            false,
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warnf("cancellations cannot be read, trying again: %s", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        TopicPartition partition = new TopicPartition(Topics.CANCELLATIONS, 0);
        opened.assign(List.of(partition));
        opened.seekToBeginning(List.of(partition));
        long end = opened.endOffsets(List.of(partition)).get(partition);
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : opened.poll(Duration.ofMillis(500))) {
                apply(record);
            }
            if (caughtUp.getCount() > 0 && opened.position(partition) >= end) {
                caughtUp.countDown();
            }
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            targets.remove(record.key());
            return;
        }
        try {
            targets.add(Json.read(record.value(), Cancellation.class).target());
        } catch (InvalidFieldException e) {
            LOG.warnf("a cancellation is not readable and put aside: %s", e.getMessage());
            messages.deadLetter(record, e.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

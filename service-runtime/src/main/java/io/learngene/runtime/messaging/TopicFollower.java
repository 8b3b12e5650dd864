package io.learngene.runtime.messaging;

import io.learngene.runtime.backoff.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a whole topic, in no group: every process that follows it sees every record. It does not end before it is closed: whatever
 * fails is said and tried again from where it was.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Backoff PAUSES = Backoff.constant(Duration.ofSeconds(1));

    private final KafkaSettings kafka;
    private final String topic;
    private final OptionalLong past;
    private final Consumer<ConsumerRecord<String, byte[]>> reader;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<TopicPartition, Long> places = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile KafkaConsumer<String, byte[]> consumer;

    /**
     * @param kafka how to reach the broker
     * @param topic what to follow; has to exist
     * @param past how many of the newest records of each partition are read first; empty for all there are
     * @param reader gets every record, on one thread; a record that it throws at is logged and passed over, and one that it
     *     runs out of memory at is read again
     */
    public TopicFollower(
            KafkaSettings kafka, String topic, OptionalLong past, Consumer<ConsumerRecord<String, byte[]>> reader) {
        this.kafka = kafka;
        this.topic = topic;
        this.past = past;
        this.reader = reader;
        this.thread = new Thread(this::run, "follow " + topic);
        this.thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** {@return whether it reads, or tries to} */
    public boolean alive() {
        return thread.isAlive();
    }

    /**
     * Waits until what was there at the start has been read.
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
        closing.countDown();
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<String, byte[]> opened = open()) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                // Closed; the loop's condition says so.
                LOG.debugf("%s is not followed any more", topic);
            } catch (Throwable e) {
                LOG.warnf("%s cannot be followed, trying again: %s", topic, e);
                pause();
            }
        }
    }

    private KafkaConsumer<String, byte[]> open() {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        4 << 20)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        List<TopicPartition> partitions = opened.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        opened.assign(partitions);
        begin(opened, partitions);
        while (!closed()) {
            for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
                read(record);
                places.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
            // Also what was removed or is no record for us (a transaction's end) is behind it then.
            partitions.forEach(p -> places.put(p, opened.position(p)));
            if (partitions.stream().allMatch(p -> places.get(p) >= ends.get(p))) {
                caughtUp.countDown();
            }
        }
    }

    private void begin(KafkaConsumer<String, byte[]> opened, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = opened.beginningOffsets(partitions);
        opened.endOffsets(partitions).forEach(ends::putIfAbsent);
        for (TopicPartition partition : partitions) {
            long first = beginnings.get(partition);
            long wanted = past.isEmpty() ? first : Math.max(first, ends.get(partition) - past.getAsLong());
            opened.seek(partition, places.getOrDefault(partition, wanted));
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        try {
            reader.accept(record);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.warnf(e, "%s: record %d of partition %d was passed over", topic, record.offset(), record.partition());
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(PAUSES.after(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}

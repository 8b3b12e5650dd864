package io.learngene.gateway.topics;

import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads parts of topics, in no group, for one request. */
public final class TopicReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<String, byte[]> consumer;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();

    /** @param kafka how to reach the broker */
    TopicReader(KafkaSettings kafka) {
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        4 << 20)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Part of a partition.
     *
     * @param partition the partition
     * @param begin offset of the first record
     * @param end offset behind the last one
     */
    public record Range(TopicPartition partition, long begin, long end) {

        /**
         * @param most how many at most
         * @return its newest part
         */
        public Range newest(long most) {
            return new Range(partition, Math.max(begin, end - most), end);
        }

        /**
         * @param offset an offset
         * @return what lies before it
         */
        public Range before(long offset) {
            return new Range(partition, begin, Math.max(begin, Math.min(end, offset)));
        }

        /** {@return whether nothing lies in it} */
        public boolean empty() {
            return end <= begin;
        }
    }

    /**
     * @param prefix beginning of names
     * @return the topics whose names begin so
     */
    public List<String> topics(String prefix) {
        return consumer.listTopics(PATIENCE).keySet().stream()
                .filter(topic -> topic.startsWith(prefix))
                .sorted()
                .toList();
    }

    /**
     * @param topics some topics
     * @return all that lies in them; nothing of those that are not there
     */
    public List<Range> ranges(Collection<String> topics) {
        List<TopicPartition> partitions =
                topics.stream().flatMap(this::partitions).toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        return partitions.stream()
                .map(each -> new Range(each, begins.get(each), ends.get(each)))
                .toList();
    }

    /**
     * Hands out the records of a range, oldest first.
     *
     * @param range part of a partition
     * @param reader takes them
     */
    public void read(Range range, Consumer<ConsumerRecord<String, byte[]>> reader) {
        if (range.empty()) {
            return;
        }
        consumer.assign(List.of(range.partition()));
        consumer.seek(range.partition(), range.begin());
        while (consumer.position(range.partition(), PATIENCE) < range.end()) {
            if (System.nanoTime() > deadline) {
                throw ProblemException.unavailable("the message broker does not hand out what lies in its topics in "
                        + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < range.end()) {
                    reader.accept(record);
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Stream<TopicPartition> partitions(String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, PATIENCE);
        return found == null
                ? Stream.empty()
                : found.stream().map(each -> new TopicPartition(each.topic(), each.partition()));
    }
}

package io.learngene.runtime.job;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A broker's answers to one consumer, as they are written down beforehand; what is asked of it is kept. */
final class ScriptedConsumer {

    static final String TOPIC = "learngene.jobs.work.v2";

    /** What was acknowledged: the offset and how. */
    record Acknowledged(long offset, AcknowledgeType type) {}

    final List<Acknowledged> acknowledged = new ArrayList<>();
    /** Offsets that the next polls hand out; a poll without one hands out nothing. */
    final Deque<Long> handedOut = new ArrayDeque<>();
    /** What the next commits fail with; none succeeds. */
    final Deque<KafkaException> refusals = new ArrayDeque<>();
    /** What the next acknowledgements throw before any of them is sent. */
    final Deque<RuntimeException> thrown = new ArrayDeque<>();

    Runnable onPoll = () -> {};
    int polls;
    volatile boolean closed;

    @SuppressWarnings("unchecked") // A proxy of that interface.
    ShareConsumer<byte[], byte[]> consumer() {
        return (ShareConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ShareConsumer.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "poll":
                            return poll();
                        case "acknowledge":
                            return acknowledge((ConsumerRecord<?, ?>) arguments[0], (AcknowledgeType) arguments[1]);
                        case "commitSync":
                            return commit();
                        case "metrics":
                            return metrics();
                        case "close":
                            closed = true;
                            return null;
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    /** It was answered as often as it asked. */
    private Map<MetricName, Metric> metrics() {
        MetricName name = new MetricName("fetch-total", "", "", Map.of());
        Metric answers = new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return (double) polls;
            }
        };
        return Map.of(name, answers);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[0]);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        polls++;
        onPoll.run();
        Long offset = handedOut.poll();
        return offset == null
                ? ConsumerRecords.empty()
                : new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), List.of(record(offset))), Map.of());
    }

    private Object acknowledge(ConsumerRecord<?, ?> record, AcknowledgeType type) {
        RuntimeException failure = thrown.poll();
        if (failure != null) {
            throw failure;
        }
        acknowledged.add(new Acknowledged(record.offset(), type));
        return null;
    }

    private Map<TopicIdPartition, Optional<KafkaException>> commit() {
        return Map.of(new TopicIdPartition(Uuid.ONE_UUID, 0, TOPIC), Optional.ofNullable(refusals.poll()));
    }
}

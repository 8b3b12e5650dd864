package io.learngene.gateway.live;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.TrainingPoint;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Reads the training points, the recent ones of the past too. Every replica reads all of them, in no group. */
@ApplicationScoped
public class Curves {

    private static final Logger LOG = Logger.getLogger(Curves.class);
    private static final long PAST_PER_PARTITION = 5_000;
    private static final int MOST_POINTS = 30_000;

    private final RecentPoints recent = new RecentPoints(MOST_POINTS);
    private final List<Consumer<TrainingPoint>> listeners = new CopyOnWriteArrayList<>();
    private final String bootstrapServers;
    private volatile boolean closed;
    private volatile KafkaConsumer<String, byte[]> consumer;

    Curves(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * @param family family
     * @return its recent points, oldest first
     */
    public List<TrainingPoint> of(String family) {
        return recent.of(family);
    }

    /**
     * @param listener is told of every new point; may not wait
     * @return forgets the listener
     */
    Runnable listen(Consumer<TrainingPoint> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Starts to read in the background. The topic has to be there. */
    public void start() {
        Thread thread = new Thread(this::read, "curves");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        closed = true;
        KafkaConsumer<String, byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
    }

    private void read() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 << 20);
        try (var running = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = running;
            List<TopicPartition> partitions = running.partitionsFor(Topics.METRICS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            running.assign(partitions);
            Map<TopicPartition, Long> beginnings = running.beginningOffsets(partitions);
            running.endOffsets(partitions)
                    .forEach((partition, end) ->
                            running.seek(partition, Math.max(beginnings.get(partition), end - PAST_PER_PARTITION)));
            while (!closed) {
                for (ConsumerRecord<String, byte[]> each : running.poll(Duration.ofSeconds(1))) {
                    take(each.value());
                }
            }
        } catch (WakeupException e) {
            LOG.debug("reading of training points ends");
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("training points are not read any more; curves stand still until a restart", e);
            }
        }
    }

    private void take(byte[] bytes) {
        try {
            TrainingPoint point = Json.read(bytes == null ? new byte[0] : bytes, TrainingPoint.class);
            recent.add(point);
            listeners.forEach(listener -> listener.accept(point));
        } catch (InvalidFieldException e) {
            // The view puts it aside as a dead letter.
            LOG.debugf("unreadable training point: %s", e.getMessage());
        }
    }
}

package io.learngene.gateway.view;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jboss.logging.Logger;

/** Runs the view's topology and answers from its global store. */
final class ViewStreams {

    private static final Logger LOG = Logger.getLogger(ViewStreams.class);

    private final BiConsumer<String, byte[]> changed;
    private volatile KafkaStreams streams;
    private volatile boolean closed;

    ViewStreams(BiConsumer<String, byte[]> changed) {
        this.changed = changed;
    }

    /**
     * Starts; returns when families can be looked up.
     *
     * @param seen is told of every family that was known before this process started and so does not pass by again
     */
    void start(KafkaSettings kafka, GatewayConfig config, BiConsumer<String, byte[]> seen) {
        createTopic(kafka);
        KafkaStreams started = new KafkaStreams(ViewTopology.build(changed), settings(kafka, config));
        started.setUncaughtExceptionHandler(failure -> {
            LOG.error("the view stumbled and goes on", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        started.start();
        synchronized (this) {
            if (closed) {
                started.close(Duration.ofSeconds(5));
                return;
            }
            streams = started;
        }
        try (var all = store(started).all()) {
            all.forEachRemaining(family -> seen.accept(family.key, family.value));
        }
        LOG.info("the view of all families is ready");
    }

    Optional<byte[]> find(String family) {
        KafkaStreams running = streams;
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(store(running).get(family));
        } catch (InvalidStateStoreException e) {
            LOG.debugf("the view is not readable: %s", e.getMessage());
            return Optional.empty();
        }
    }

    boolean ready() {
        KafkaStreams running = streams;
        return running != null && running.state().isRunningOrRebalancing();
    }

    synchronized void close(Duration patience) {
        closed = true;
        if (streams != null) {
            streams.close(patience);
        }
    }

    private static ReadOnlyKeyValueStore<String, byte[]> store(KafkaStreams streams) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(ViewTopology.STORE, QueryableStoreTypes.keyValueStore()));
    }

    private static void createTopic(KafkaSettings kafka) {
        NewTopic families = new NewTopic(ViewTopology.FAMILIES, Optional.of(4), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = Admin.create(kafka.shared())) {
            admin.createTopics(java.util.List.of(families)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot create " + ViewTopology.FAMILIES, e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties settings(KafkaSettings kafka, GatewayConfig config) {
        Path directory = config.directory()
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", "gateway"));
        Properties settings = new Properties();
        settings.putAll(kafka.shared());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.viewId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve("view").toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 200);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
        // A family of many descendants is large; one record has to hold it.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // Streams waits 100 ms for company by default; who submitted wants to see the family at once.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 8 << 20);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 << 20);
        // A replica that is gone is noticed soon, and one that restarts joins at once.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        return settings;
    }
}

package io.learngene.gateway.view;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
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

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final Pools pools;
    private final Consumer<String> changed;
    private final Skipped skipped;
    private volatile KafkaStreams streams;
    private volatile boolean seeded;
    private volatile boolean closed;

    /**
     * @param pools pools of workers
     * @param changed is told the key of every record that changes
     * @param skipped is told what is left out
     */
    ViewStreams(Pools pools, Consumer<String> changed, Skipped skipped) {
        this.pools = pools;
        this.changed = changed;
        this.skipped = skipped;
    }

    /**
     * Starts; returns when families can be looked up.
     *
     * @param seen is told of every family that was known before this process started, with its records by key, one after the other
     */
    void start(KafkaSettings kafka, GatewayConfig config, BiConsumer<String, Map<String, byte[]>> seen) {
        createTopic(kafka);
        KafkaStreams started = new KafkaStreams(ViewTopology.build(pools, changed, skipped), settings(kafka, config));
        started.setUncaughtExceptionHandler(failure -> {
            LOG.errorf(failure, "the view stumbled and goes on in %s", Backoff.words(PAUSE));
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        try {
            started.start();
            synchronized (this) {
                if (closed) {
                    started.close(ENDING);
                    return;
                }
                streams = started;
            }
            seed(started, seen);
        } catch (RuntimeException | Error e) {
            // The next one needs its folder.
            started.close(ENDING);
            throw e;
        }
        seeded = true;
        LOG.info("the view of all families is ready");
    }

    /**
     * @param family id
     * @return its records by key; empty if it is not known
     * @throws ProblemException 503 while the store cannot be read
     */
    Map<String, byte[]> find(String family) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        try (var range = readable().prefixScan(FamilyRecord.key(family), new StringSerializer())) {
            range.forEachRemaining(record -> records.put(record.key, record.value));
        } catch (InvalidStateStoreException e) {
            throw notReadable(e);
        }
        return records;
    }

    /** The records of a family lie side by side, so that no more than one family is in memory. */
    private static void seed(KafkaStreams started, BiConsumer<String, Map<String, byte[]>> seen) {
        String family = null;
        Map<String, byte[]> records = new LinkedHashMap<>();
        try (var all = store(started).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> record = all.next();
                String next = record.key.substring(0, Math.max(0, record.key.indexOf('/')));
                if (family != null && !next.equals(family)) {
                    seen.accept(family, records);
                    records = new LinkedHashMap<>();
                }
                family = next;
                records.put(record.key, record.value);
            }
        }
        if (family != null) {
            seen.accept(family, records);
        }
    }

    /**
     * @throws ProblemException 503 while the store cannot be read
     */
    void requireReadable() {
        readable();
    }

    private ReadOnlyKeyValueStore<String, byte[]> readable() {
        KafkaStreams running = streams;
        if (running == null) {
            throw notReadable(null);
        }
        try {
            return store(running);
        } catch (InvalidStateStoreException e) {
            throw notReadable(e);
        }
    }

    private static ProblemException notReadable(InvalidStateStoreException cause) {
        LOG.debugf("the view is not readable: %s", cause);
        return ProblemException.unavailable("the view of all families cannot be read yet");
    }

    boolean ready() {
        KafkaStreams running = streams;
        return running != null && seeded && running.state().isRunningOrRebalancing();
    }

    /** {@return whether it has ended for a reason that only a new process mends, for example a full disk} */
    boolean failed() {
        KafkaStreams running = streams;
        return running != null && running.state() == KafkaStreams.State.ERROR;
    }

    synchronized void close(Duration patience) {
        closed = true;
        if (streams != null) {
            streams.close(patience);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Backoff.byChance(PAUSE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ReadOnlyKeyValueStore<String, byte[]> store(KafkaStreams streams) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(ViewTopology.STORE, QueryableStoreTypes.keyValueStore()));
    }

    private static void createTopic(KafkaSettings kafka) {
        NewTopic records =
                new NewTopic(ViewTopology.RECORDS, Optional.of(4), Optional.empty()).configs(ViewTopology.COMPACTED);
        try (Admin admin = Admin.create(kafka.shared())) {
            admin.createTopics(java.util.List.of(records)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        "cannot create the topic " + ViewTopology.RECORDS + ": "
                                + e.getCause().getMessage(),
                        e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Properties settings(KafkaSettings kafka, GatewayConfig config) {
        Path directory = config.directory()
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", "gateway"));
        Properties settings = new Properties();
        settings.putAll(kafka.shared());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.viewId());
        // Another version's stores are another folder: Kafka Streams refuses to start where others lie.
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG, directory.resolve("view-v2").toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 200);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, SkippingProducer.class);
        settings.put(SkippingProducer.SKIPPED, skipped);
        settings.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), ViewTopology.MOST_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), ViewTopology.MOST_BYTES);
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

package io.learngene.gateway.view;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Pools;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jboss.logging.Logger;

/**
 * Jobs, facts and cancellations, brought together by job, folded into one small {@link ViewRecord} each, written to a compacted topic
 * and read from there as a global store, so that every replica answers for every family. Training points are not among them.
 *
 * <p>At least once is enough: the fold takes repetitions and any order between topics. Between the steps everything is bytes, read where
 * its name is known: what cannot be read is left out and said, and stops nothing.
 */
final class ViewTopology {

    /** Compacted topic of the records. */
    static final String RECORDS = "learngene.view.jobs.v2";
    /** Global store of the records. */
    static final String STORE = "records";

    /** A source's largest record fits into what is made of it. */
    static final int MOST_BYTES = 2 << 20;

    /** Of compacted topics: small segments, so that an empty state folder is filled from little more than the newest records. */
    static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20),
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Integer.toString(24 * 3_600_000),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MOST_BYTES));

    private static final Logger LOG = Logger.getLogger(ViewTopology.class);

    private ViewTopology() {}

    /**
     * What became of a record.
     *
     * @param observation what it says; null if it cannot be read
     * @param bytes the record
     * @param complaint why it cannot be read; null if it can
     */
    record Reading(Observation observation, byte[] bytes, String complaint) {}

    /**
     * @param pools pools of workers, whose topics of jobs it reads
     * @param changed is told the key of every record that this replica sees, after it can be looked up
     * @param skipped is told what is left out
     * @return the topology
     */
    static Topology build(Pools pools, Consumer<String> changed, Skipped skipped) {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<String> keys = Serdes.String();
        Serde<byte[]> bytes = Serdes.ByteArray();
        KStream<String, byte[]> all =
                read(builder, Topics.EVENTS, true, b -> new Observation.Happened(Json.read(b, Fact.class)));
        // All workers read these, and none is the one to put a record aside.
        all = all.merge(read(
                builder, Topics.CANCELLATIONS, true, b -> new Observation.Cancelled(Json.read(b, Cancellation.class))));
        // Of these the one that takes a record puts it aside.
        for (String jobs : pools.topics()) {
            all = all.merge(read(builder, jobs, false, b -> new Observation.Queued(Job.read(b))));
        }
        all.repartition(Repartitioned.with(keys, bytes).withName("by-job").withNumberOfPartitions(4))
                .groupByKey(Grouped.with(keys, bytes))
                .aggregate(
                        () -> null,
                        (String key, byte[] observation, byte[] before) -> fold(key, observation, before, skipped),
                        Materialized.<String, byte[], KeyValueStore<Bytes, byte[]>>as("fold-by-job")
                                .withKeySerde(keys)
                                .withValueSerde(bytes)
                                .withLoggingEnabled(COMPACTED)
                                .withCachingDisabled())
                .toStream()
                .to(RECORDS, Produced.with(keys, bytes));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), keys, bytes)
                        .withLoggingDisabled(),
                RECORDS,
                Consumed.with(keys, bytes),
                () -> new Keeper(changed));
        return builder.build();
    }

    private static KStream<String, byte[]> read(
            StreamsBuilder builder, String topic, boolean putAside, Function<byte[], Observation> reader) {
        KStream<String, Reading> readings = builder.stream(topic, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                // Nothing takes a cancellation back, and is no job to the worker that takes it.
                .filter((key, bytes) -> bytes != null || topic.equals(Topics.EVENTS))
                .mapValues(bytes -> reading(bytes, reader));
        var branches = readings.split(Named.as(topic + "-"))
                .branch((key, reading) -> reading.observation() != null, Branched.as("read"))
                .defaultBranch(Branched.as("unreadable"));
        if (putAside) {
            branches.get(topic + "-unreadable")
                    .process(() -> new DeadLetters(topic))
                    .to(Topics.deadLetters(topic), Produced.with(Serdes.String(), Serdes.ByteArray()));
        }
        return branches.get(topic + "-read").flatMap((key, reading) -> byRecord(reading.observation()));
    }

    private static List<KeyValue<String, byte[]>> byRecord(Observation observation) {
        byte[] bytes = Json.write(observation);
        return observation.keys().stream().map(key -> KeyValue.pair(key, bytes)).toList();
    }

    /**
     * @param key key of a record
     * @param observation something about it, as JSON
     * @param before what was known of it, as JSON; null for nothing
     * @param skipped is told what is left out
     * @return what is known of it now, as JSON
     */
    static byte[] fold(String key, byte[] observation, byte[] before, Skipped skipped) {
        try {
            ViewRecord known = known(key, before, skipped);
            return Json.write(known.apply(Json.read(observation, Observation.class)));
        } catch (RuntimeException e) {
            skipped.count("observation", "an observation of " + key, e.toString());
            return before;
        }
    }

    /** What another version wrote may not be readable here; the record then begins anew with what is told from now on. */
    private static ViewRecord known(String key, byte[] before, Skipped skipped) {
        if (before != null) {
            try {
                return Json.read(before, ViewRecord.class);
            } catch (RuntimeException e) {
                skipped.count("record", "what was known of " + key, e.toString());
            }
        }
        return ViewRecord.unknown(key);
    }

    static Reading reading(byte[] bytes, Function<byte[], Observation> reader) {
        try {
            return new Reading(reader.apply(bytes), bytes, null);
        } catch (InvalidFieldException e) {
            return new Reading(null, bytes, e.getMessage());
        } catch (RuntimeException e) {
            return new Reading(null, bytes, e.toString());
        }
    }

    /** Keeps the newest of every record, as the bytes it came in: most of them are never looked at. */
    private static final class Keeper extends ContextualProcessor<String, byte[], Void, Void> {
        private final Consumer<String> changed;

        Keeper(Consumer<String> changed) {
            this.changed = changed;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            KeyValueStore<String, byte[]> store = context().getStateStore(STORE);
            if (record.value() == null) {
                store.delete(record.key());
            } else {
                store.put(record.key(), record.value());
            }
            try {
                changed.accept(record.key());
            } catch (RuntimeException e) {
                // Nobody replaces the thread that this runs on.
                LOG.warnf(e, "that %s has changed could not be told", record.key());
            }
        }
    }
}

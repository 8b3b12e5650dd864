package io.learngene.gateway.view;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
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
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jboss.logging.Logger;

/**
 * Jobs, facts, points and cancellations, brought together by family, folded into one {@link FamilyState} each, written to a
 * compacted topic and read from there as a global store, so that every replica answers for every family.
 *
 * <p>At least once is enough: the fold takes repetitions and any order between topics.
 */
final class ViewTopology {

    /** Compacted topic of the families' states. */
    static final String FAMILIES = "learngene.view.families.v1";
    /** Global store of the families' states. */
    static final String STORE = "families";

    private static final Logger LOG = Logger.getLogger(ViewTopology.class);

    private ViewTopology() {}

    /**
     * What became of a record.
     *
     * @param observation what it says; null if it cannot be read
     * @param bytes the record
     * @param complaint why it cannot be read; null if it can
     */
    private record Reading(Observation observation, byte[] bytes, String complaint) {}

    /**
     * @param changed is told of every new state that this replica sees, after it can be looked up
     * @return the topology
     */
    static Topology build(BiConsumer<String, byte[]> changed) {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<String> keys = Serdes.String();
        KStream<String, Observation> all =
                read(builder, Topics.EVENTS, true, bytes -> new Observation.Happened(Json.read(bytes, Fact.class)));
        all = all.merge(read(
                builder,
                Topics.METRICS,
                true,
                bytes -> new Observation.Progressed(Json.read(bytes, TrainingPoint.class))));
        // Workers put the unreadable records of these topics aside.
        all = all.merge(read(
                builder,
                Topics.CANCELLATIONS,
                false,
                bytes -> new Observation.Cancelled(Json.read(bytes, Cancellation.class))));
        for (String jobs :
                Vocabulary.kinds().keySet().stream().map(Topics::jobs).toList()) {
            all = all.merge(read(builder, jobs, false, bytes -> new Observation.Queued(Job.read(bytes))));
        }
        all.selectKey((key, observation) -> observation.family())
                .repartition(Repartitioned.with(keys, JsonSerde.of(Observation.class))
                        .withName("by-family")
                        .withNumberOfPartitions(4))
                .groupByKey(Grouped.with(keys, JsonSerde.of(Observation.class)))
                .aggregate(
                        () -> null,
                        ViewTopology::fold,
                        Materialized
                                .<String, FamilyState, KeyValueStore<org.apache.kafka.common.utils.Bytes, byte[]>>as(
                                        "fold")
                                .withKeySerde(keys)
                                .withValueSerde(JsonSerde.of(FamilyState.class))
                                .withCachingDisabled())
                .toStream()
                .to(FAMILIES, Produced.with(keys, JsonSerde.of(FamilyState.class)));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), keys, Serdes.ByteArray())
                        .withLoggingDisabled(),
                FAMILIES,
                Consumed.with(keys, Serdes.ByteArray()),
                () -> new Keeper(changed));
        return builder.build();
    }

    private static KStream<String, Observation> read(
            StreamsBuilder builder, String topic, boolean putAside, Function<byte[], Observation> reader) {
        KStream<String, Reading> readings = builder.stream(topic, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .filter((key, bytes) -> bytes != null)
                .mapValues(bytes -> reading(bytes, reader));
        var branches = readings.split(Named.as(topic + "-"))
                .branch((key, reading) -> reading.observation() != null, Branched.as("read"))
                .defaultBranch(Branched.as("unreadable"));
        if (putAside) {
            branches.get(topic + "-unreadable")
                    .processValues(() -> new Complaint(topic))
                    .to(Topics.deadLetters(topic), Produced.with(Serdes.String(), Serdes.ByteArray()));
        }
        return branches.get(topic + "-read").mapValues(Reading::observation);
    }

    /** A record that nobody foresaw must not stop the view of all the others. */
    private static FamilyState fold(String family, Observation observation, FamilyState state) {
        FamilyState before = state == null ? FamilyState.unknown(family) : state;
        try {
            return before.apply(observation);
        } catch (RuntimeException e) {
            LOG.warnf(e, "an observation of %s was left out", family);
            return before;
        }
    }

    private static Reading reading(byte[] bytes, Function<byte[], Observation> reader) {
        try {
            Observation observation = reader.apply(bytes);
            return new Reading(observation, bytes, null);
        } catch (InvalidFieldException e) {
            return new Reading(null, bytes, e.getMessage());
        }
    }

    /** Says in a header why a record is a dead letter. */
    private static final class Complaint extends ContextualFixedKeyProcessor<String, Reading, byte[]> {
        private final String topic;

        Complaint(String topic) {
            this.topic = topic;
        }

        @Override
        public void process(FixedKeyRecord<String, Reading> record) {
            record.headers()
                    .add("dead-letter-reason", record.value().complaint().getBytes(StandardCharsets.UTF_8))
                    .add("dead-letter-topic", topic.getBytes(StandardCharsets.UTF_8));
            context().forward(record.withValue(record.value().bytes()));
        }
    }

    /** Keeps the newest state of every family, as the bytes it came in: most of them are never looked at. */
    private static final class Keeper extends ContextualProcessor<String, byte[], Void, Void> {
        private final BiConsumer<String, byte[]> changed;

        Keeper(BiConsumer<String, byte[]> changed) {
            this.changed = changed;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            KeyValueStore<String, byte[]> store = context().getStateStore(STORE);
            if (record.value() == null) {
                store.delete(record.key());
                return;
            }
            store.put(record.key(), record.value());
            changed.accept(record.key(), record.value());
        }
    }
}

package io.learngene.local.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.local.history.History.Queued;
import io.learngene.runtime.store.ArtefactStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the {@link History} of a stack in which nothing is under way. What cannot be read is nobody's history and passed over. */
public final class HistoryReader {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String JOBS = "learngene.jobs.";
    /** Written by runs, unlike everything else. */
    private static final String RUNS = "jobs/";

    private final List<Queued> queued = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> points = new ArrayList<>();
    private final Set<String> deadLetters = new HashSet<>();

    private HistoryReader() {}

    /**
     * @param bootstrapServers brokers
     * @param store the store
     * @return what they have
     */
    public static History read(String bootstrapServers, ArtefactStore store) {
        HistoryReader reader = new HistoryReader();
        reader.topics(bootstrapServers);
        Map<String, byte[]> manifests = new HashMap<>();
        Set<String> files = new HashSet<>();
        for (ArtefactStore.Stat object : store.list("")) {
            if (object.key().startsWith(RUNS)) {
                files.add(object.key());
            } else if (object.key().endsWith(".json") && object.size() <= ArtefactStore.MAX_READ) {
                store.read(object.key()).ifPresent(bytes -> manifests.put(object.key(), bytes));
            }
        }
        return new History(reader.queued, reader.facts, reader.points, reader.deadLetters, manifests, files);
    }

    private void topics(String bootstrapServers) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            for (String topic : consumer.listTopics().keySet()) {
                if (topic.equals(Topics.EVENTS)) {
                    each(consumer, topic, record -> facts.add(Json.read(record.value(), Fact.class)));
                } else if (topic.equals(Topics.METRICS)) {
                    each(consumer, topic, record -> points.add(id(record)));
                } else if (topic.startsWith(JOBS)) {
                    each(consumer, topic, record -> queued.add(queued(record)));
                } else if (topic.startsWith(Topics.deadLetters(JOBS))) {
                    each(consumer, topic, record -> deadLetters.add(record.key()));
                }
            }
        }
    }

    private static String id(ConsumerRecord<String, byte[]> record) {
        Header id = record.headers().lastHeader("ce_id");
        if (id == null) {
            throw new InvalidFieldException("ce_id", "none", "is no message of ours");
        }
        return new String(id.value(), StandardCharsets.UTF_8);
    }

    /** Methods are not known here, so that what is to be done stays closed. */
    private static Queued queued(ConsumerRecord<String, byte[]> record) {
        JsonNode job = Json.read(record.value(), JsonNode.class);
        return new Queued(
                record.key(),
                job.path("attempt").asInt(),
                job.path("overruled").asInt(),
                Instant.parse(job.path("queued_at").asText()));
    }

    private static void each(
            KafkaConsumer<String, byte[]> consumer, String topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                try {
                    reader.accept(record);
                } catch (RuntimeException e) {
                    // Poison, which is put aside by those whom it concerns.
                    continue;
                }
            }
        }
    }
}

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that no reader expects, on every topic that the gateway reads: each is told of once, and nothing stops. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class PoisonTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Of a version to come: kinds that nobody knows, and fields beside them. */
    private static final String NEWER = """
            {"kind": "merge", "fact": "job-merged", "what": "mergeFamily", "job": "poison/merge", "family": "poison", "attempt": 1,
             "spec": {"kind": "merge", "of": ["a", "b"]}, "at": "2030-01-01T00:00:00Z", "queued_at": "2030-01-01T00:00:00Z"}
            """;

    /** The last says nothing at all. */
    private static final List<byte[]> POISONS = Arrays.asList(
            "no JSON".getBytes(UTF_8),
            "{\"half\":".getBytes(UTF_8),
            "[]".getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            NEWER.getBytes(UTF_8),
            new byte[] {(byte) 0xff, 0},
            new byte[0],
            // Nearly the MiB that a topic takes, of which every byte opens a list in a list.
            "[".repeat(1_048_400).getBytes(UTF_8),
            null);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void everyPoisonAmongFactsIsPutAsideWithItsPlace() throws Exception {
        // When
        List<String> sent = poison(Topics.EVENTS, true, POISONS);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(putAside(Topics.EVENTS)).containsAll(sent));
        assertFamiliesAreShown();
    }

    /** Where the newest of each key is kept the broker takes nothing without one, and nothing takes a cancellation back. */
    @Test
    void everyPoisonAmongCancellationsIsPutAsideWithItsPlace() throws Exception {
        // When
        List<String> sent = poison(Topics.CANCELLATIONS, false, POISONS.subList(0, POISONS.size() - 1));
        poison(Topics.CANCELLATIONS, false, POISONS.subList(POISONS.size() - 1, POISONS.size()));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(putAside(Topics.CANCELLATIONS)).containsAll(sent));
        assertFamiliesAreShown();
    }

    /** A point or a sign of life is no work that could be lost. */
    @ParameterizedTest
    @ValueSource(strings = {Topics.METRICS, Topics.HEARTBEATS})
    void everyPoisonAmongSignsIsCounted(String topic) throws Exception {
        // Given
        double before = counted();

        // When
        List<String> sent = poison(topic, true, POISONS);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counted() - before).isEqualTo(sent.size()));
        assertFamiliesAreShown();
    }

    @Test
    void everyPoisonOfTheAuditIsCountedWhereItIsListed() throws Exception {
        // Given
        int before = unreadable("/audit");

        // When
        List<String> sent = poison(Topics.AUDIT, true, POISONS);

        // Then
        assertThat(unreadable("/audit") - before).isEqualTo(sent.size());
    }

    @Test
    void everyPoisonAmongDeadLettersIsCountedWhereTheyAreListed() throws Exception {
        // Given
        int before = unreadable("/dead-letters");

        // When
        List<String> sent = poison(Topics.deadLetters(Topics.jobs("distill")), true, POISONS);

        // Then
        assertThat(unreadable("/dead-letters") - before).isEqualTo(sent.size());
    }

    private static int unreadable(String path) {
        return given().get(path + "?limit=500").then().statusCode(200).extract().path("unreadable");
    }

    private static void assertFamiliesAreShown() {
        String family = given().contentType("application/json")
                .body("{\"name\": \"after-poison\", \"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/families/" + family).then().statusCode(200));
    }

    /** {@return partitions and offsets of what was sent, each poison with a key and, where that is taken, without} */
    private List<String> poison(String topic, boolean alsoWithoutKey, List<byte[]> poisons) throws Exception {
        List<String> places = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 2 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < poisons.size(); i++) {
                places.add(place(
                        producer.send(new ProducerRecord<>(topic, ("poison-" + i).getBytes(UTF_8), poisons.get(i)))
                                .get()));
                if (alsoWithoutKey) {
                    places.add(place(producer.send(new ProducerRecord<>(topic, null, poisons.get(i)))
                            .get()));
                }
            }
        }
        return places;
    }

    private static String place(RecordMetadata sent) {
        return sent.partition() + "/" + sent.offset();
    }

    /** {@return partitions and offsets of records of a topic that were put aside} */
    private List<String> putAside(String topic) {
        List<String> places = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.deadLetters(topic), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> dead : consumer.poll(POLL)) {
                    places.add(header(dead, "partition") + "/" + header(dead, "offset"));
                }
            }
        }
        return places;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader("dead-letter-" + name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static double counted() {
        Matcher count = Pattern.compile("learngene_view_skipped_total\\{reason=\"unreadable-sign\"\\} (\\S+)")
                .matcher(given().get("/q/metrics").asString());
        return count.find() ? Double.parseDouble(count.group(1)) : 0;
    }
}

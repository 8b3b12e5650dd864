package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.messaging.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was put aside, on a real broker. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class DeadLettersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String QUEUE = Topics.jobs("distill");

    @Inject
    Messages messages;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void failedJobIsListedWithReasonAttemptsAndWhatToDo() {
        // Given
        String family = submit("listed");
        Job<JobSpec> job = Samples.queuedIn("default", family).after(3, 3);
        Messages.await(messages.publish(new Fact.JobFailed(job.id(), family, 4, "no such class", Instant.now())));
        putAside(job.id(), Json.write(job), "no such class");
        await().atMost(PATIENCE)
                .until(() ->
                        given().get("/families/" + family).<String>path("state").equals("failed"));

        // When
        Map<String, Object> letter = letter(job.id());

        // Then
        assertThat(letter)
                .containsEntry("job", job.id())
                .containsEntry("family", family)
                .containsEntry("kind", "distill")
                .containsEntry("attempts", 4)
                .containsEntry("reason", "no such class")
                .containsEntry("topic", Topics.deadLetters(QUEUE))
                .containsEntry("retriable", true)
                .containsEntry("remedy", "retry " + job.id())
                .containsKeys("at", "offset", "bytes");
    }

    @Test
    void jobThatCannotBeTriedAgainSaysWhyAndWhatIsNoJobIsCounted() {
        // Given
        Job<JobSpec> gone = Samples.queuedIn("default", "gone-1a2b3c4d");
        Job<JobSpec> waits = Samples.queuedIn("default", submit("waits"));
        putAside(gone.id(), Json.write(gone), "no such class");
        putAside(waits.id(), Json.write(waits), "no such class");
        putAside("rubbish", "no job".getBytes(UTF_8), "it is no JSON");

        // When / Then
        assertThat(letter(gone.id()))
                .containsEntry("retriable", false)
                .extractingByKey("remedy")
                .asString()
                .contains("its family has gone");
        assertThat(letter(waits.id()))
                .containsEntry("retriable", false)
                .extractingByKey("remedy")
                .asString()
                .contains("is queued");
        JsonPath page = given().get("/dead-letters").jsonPath();
        assertThat(page.getLong("unreadable")).isPositive();
        assertThat(page.<String>getList("dead_letters.reason")).contains("it is no JSON");
    }

    @Test
    void pagesHoldEveryLetterOnceNewestFirst() {
        // Given: more than a page on each of two topics
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            putAside("paged-" + i, new byte[] {'x'}, "page " + i);
            Messages.await(messages.deadLetter(
                    new ConsumerRecord<>(Topics.EVENTS, 0, 0, "paged-event-" + i, new byte[0]), "event " + i));
            expected.add("paged-" + i);
            expected.add("paged-event-" + i);
        }

        // When
        List<String> keys = new ArrayList<>();
        List<String> times = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonPath page = given().get("/dead-letters?limit=3" + next).jsonPath();
            keys.addAll(page.<String>getList("dead_letters.key"));
            times.addAll(page.<String>getList("dead_letters.at"));
            next = page.getString("next") == null ? null : "&after=" + page.getString("next");
        }

        // Then
        assertThat(keys).doesNotContainNull().doesNotHaveDuplicates().containsAll(expected);
        assertThat(times.stream().map(Instant::parse)).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void placeThatNoPageNamedIsRefused() {
        for (String query : List.of("after=x", "after=%20", "after=a-0@1,", "limit=0", "limit=501")) {
            // When
            Response refused = given().get("/dead-letters?" + query);

            // Then
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.<String>path("field")).isEqualTo(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void recordOfAnyKindIsListedAndEndsNothing() {
        // Given: what somebody else wrote there
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> odd =
                    new ProducerRecord<>(Topics.deadLetters(QUEUE), "k".repeat(5_000), null);
            odd.headers().add("dead-letter-size", "many".getBytes(UTF_8)).add("dead-letter-reason", null);
            producer.send(odd);
        }

        // When / Then
        await().atMost(PATIENCE)
                .until(() -> given().get("/dead-letters").jsonPath().<String>getList("dead_letters.key").stream()
                        .anyMatch(key -> key != null && key.startsWith("kkk") && key.length() < 3_000));
    }

    private static Map<String, Object> letter(String job) {
        return given().get("/dead-letters?limit=500").jsonPath().<Map<String, Object>>getList("dead_letters").stream()
                .filter(letter -> job.equals(letter.get("job")))
                .findFirst()
                .orElseThrow();
    }

    private void putAside(String key, byte[] record, String reason) {
        Messages.await(messages.deadLetter(new ConsumerRecord<>(QUEUE, 0, 0, key, record), reason));
    }

    private static String submit(String name) {
        return given().contentType("application/json")
                .body("{\"name\": \"" + name + "\", \"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");
    }
}

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.gateway.RealStack;
import io.learngene.runtime.messaging.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What flows from Kafka to those who watch. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class EventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    Messages messages;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void streamTellsStatePointsAndSignsOfLifeAndEndsWithTheFamily() {
        // Given
        String family = submit("live");
        String job = family + "/distill";
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> ended = follow(family, lines);
        await().atMost(PATIENCE).until(() -> count(lines, "event:family") > 0);

        // When
        Messages.await(messages.publish(new Fact.JobStarted(job, family, 1, "worker-1", Instant.now())));
        messages.tell(point(job, family, 1));
        await().atMost(PATIENCE).until(() -> count(lines, "event:point") > 0 && count(lines, ":alive") > 0);
        Messages.await(messages.publish(new Fact.JobFailed(job, family, 1, "no such class", Instant.now())));

        // Then
        await().atMost(PATIENCE).until(ended::isDone);
        assertThat(count(lines, "\"state\":\"running\",\"phase\":\"distill\"")).isPositive();
        assertThat(count(lines, "\"state\":\"failed\"")).isPositive();
        assertThat(given().get("/families/" + family + "/curves").<List<Object>>path("points"))
                .hasSize(1);
    }

    @Test
    void streamOfAnEndedFamilyHoldsItsStateAndEnds() {
        // Given
        String family = submit("over");
        given().delete("/families/" + family).then().statusCode(202);
        Queue<String> lines = new ConcurrentLinkedQueue<>();

        // When
        CompletableFuture<Void> ended = follow(family, lines);

        // Then
        await().atMost(PATIENCE).until(ended::isDone);
        assertThat(count(lines, "\"state\":\"cancelled\"")).isEqualTo(1);
    }

    @Test
    void unreadableFactIsPutAsideAndTheViewGoesOn() {
        // Given
        String family = submit("rubbish");

        // When
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            for (String topic : List.of(Topics.EVENTS, Topics.METRICS, Topics.jobs("distill"), Topics.CANCELLATIONS)) {
                producer.send(new ProducerRecord<>(topic, family, "not json".getBytes(StandardCharsets.UTF_8)));
                producer.send(
                        new ProducerRecord<>(topic, family, "{\"fact\": \"new\"}".getBytes(StandardCharsets.UTF_8)));
            }
        }
        Messages.await(
                messages.publish(new Fact.JobFailed(family + "/distill", family, 1, "no such class", Instant.now())));

        // Then
        await().atMost(PATIENCE)
                .until(() ->
                        given().get("/families/" + family).<String>path("state").equals("failed"));
        assertThat(deadLetters(Topics.EVENTS)).contains("not json", "{\"fact\": \"new\"}");
        await().atMost(PATIENCE).until(() -> given().get("/q/metrics")
                .asString()
                .contains("learngene_view_skipped_total{reason=\"unreadable-sign\"}"));
    }

    @Test
    void pointsThatAClientMissedAreToldWhenItComesBack() {
        // Given
        String family = submit("missed");
        String job = family + "/distill";
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        follow(family, lines);
        await().atMost(PATIENCE).until(() -> count(lines, "event:family") > 0);
        messages.tell(point(job, family, 1));
        await().atMost(PATIENCE).until(() -> count(lines, "id:") == 1);
        String id = lines.stream()
                .filter(line -> line.startsWith("id:"))
                .map(line -> line.substring(3).strip())
                .findFirst()
                .orElseThrow();
        messages.tell(point(job, family, 2));
        await().atMost(PATIENCE).until(() -> count(lines, "id:") == 2);

        // When
        Queue<String> again = new ConcurrentLinkedQueue<>();
        follow(family, again, "Last-Event-ID", id);

        // Then
        await().atMost(PATIENCE).until(() -> count(again, "event:family") > 0);
        assertThat(count(again, "event:point")).isEqualTo(1);
        assertThat(count(again, "\"step\":2")).isPositive();
    }

    @Test
    void recordAsLargeAsATopicTakesStopsNoFamily() {
        // Given
        byte[] garbage = new byte[1_048_400];
        String family = submit("large");
        List<String> others =
                IntStream.range(0, 12).mapToObj(i -> family + "-" + i).toList();

        // When: it lies before facts of families on every partition
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 2_000_000),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int partition = 0; partition < 4; partition++) {
                producer.send(new ProducerRecord<>(Topics.EVENTS, partition, "large", garbage));
            }
            producer.send(new ProducerRecord<>("learngene.view.jobs.v2", "unreadable", new byte[] {1, 2, 3}));
            producer.send(new ProducerRecord<>("learngene.view.jobs.v2", "broken-1/distill", new byte[] {1, 2, 3}));
            for (String each : others) {
                producer.send(new ProducerRecord<>(
                        Topics.EVENTS,
                        each,
                        Json.write(
                                new Fact.JobFailed(each + "/distill", each, 1, "x".repeat(1_048_200), Instant.now()))));
            }
        }

        // Then
        for (String each : others) {
            await().atMost(PATIENCE).until(() -> "failed"
                    .equals(given().get("/families/" + each).path("state")));
        }
        await().atMost(PATIENCE).until(() -> given().get("/families/broken-1").statusCode() == 500);
        assertThat(given().get("/families/broken-1").<String>path("detail")).contains("'broken-1/distill'");
        assertThat(given().get("/families").statusCode()).isEqualTo(200);
        List<String> dead = deadLetters(Topics.EVENTS).stream()
                .filter(value -> value.startsWith("\0\0\0"))
                .toList();
        assertThat(dead).hasSize(4).allMatch(value -> value.length() == 64 << 10);
    }

    @Test
    void backlogIsAMetric() {
        // Given
        submit("backlog");

        // When
        String metrics = given().get("/q/metrics").asString();

        // Then
        assertThat(metrics).contains("learngene_jobs_queued{kind=\"distill\"").contains("learngene_jobs_running{");
    }

    private List<String> deadLetters(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.deadLetters(topic), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> found = new java.util.ArrayList<>();
            IntStream.range(0, 5)
                    .forEach(i -> consumer.poll(Duration.ofMillis(500)).forEach(r -> found.add(r.value())));
            return found;
        }
    }

    private CompletableFuture<Void> follow(String family, Queue<String> lines, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/families/" + family + "/events"))
                .headers(Stream.concat(Stream.of("Accept", "text/event-stream"), Stream.of(headers))
                        .toArray(String[]::new))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> response.body().forEach(lines::add));
    }

    private static long count(Queue<String> lines, String part) {
        return lines.stream()
                .filter(line -> line.replace(": ", ":").contains(part))
                .count();
    }

    private static TrainingPoint point(String job, String family, int step) {
        return new TrainingPoint(
                job,
                family,
                1,
                "distillation",
                new Position(0, 3, step, 100),
                new Readings(2.0, 1e-3, 1000.0, 30.0),
                Scores.NONE,
                Instant.now());
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

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.RealStack;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that failed for good and are asked for again, on a real broker and a real store. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class RetriesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String QUEUE = Topics.jobs("distill");

    @Inject
    Messages messages;

    @Inject
    ArtefactStore store;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void failedJobIsQueuedUnderTheNextAttemptAndItsFamilyWaitsAgain() {
        // Given
        String job = failed("again", 5);

        // When
        Response answer = retry(job);

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        assertThat(answer.<String>path("job")).isEqualTo(job);
        assertThat(answer.header("Location")).endsWith("/families/" + family(job));
        assertThat(state(job)).isEqualTo("queued");
        assertThat(records(job)).extracting(Job::attempt).containsExactly(0, 5);
        assertThat(records(job)).extracting(Job::overruled).containsExactly(0, 5);
        assertThat(records(job)).extracting(Job::failures).containsOnly(0);
        assertThat(store.stat(mark(job))).as("records from before find it").isPresent();
    }

    @Test
    void manyWhoAskAtOnceQueueOneRecordAndAllAreAnsweredAlike() {
        // Given
        String job = failed("at-once", 1);

        // When
        List<CompletableFuture<Integer>> asked = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> retry(job).statusCode()))
                .limit(8)
                .toList();

        // Then
        assertThat(asked).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(202));
        assertThat(retry(job).statusCode()).isEqualTo(202);
        assertThat(records(job)).hasSize(2);
    }

    @Test
    void jobThatFailsAgainIsFailedAndMayBeAskedForOnceMore() {
        // Given
        String job = failed("twice", 5);
        retry(job).then().statusCode(202);
        await().atMost(PATIENCE).until(() -> state(job).equals("queued"));

        // When
        leaveFailure(job, 6);
        await().atMost(PATIENCE).until(() -> state(job).equals("failed"));
        retry(job).then().statusCode(202);

        // Then
        assertThat(records(job)).extracting(Job::overruled).containsExactly(0, 5, 6);
    }

    @Test
    void onlyWhatFailedIsTriedAgainAndEveryOtherIsTold() {
        // Given
        String waiting = submit("waiting");
        String cancelled = submit("unwanted");
        given().delete("/families/" + family(cancelled)).then().statusCode(202);
        leaveFailure(cancelled, 1);
        String lost = submit("lost");
        tell(new Fact.JobFailed(lost, family(lost), 1, "no such class", Instant.now()));
        Stream.of(cancelled, lost)
                .forEach(job -> await().atMost(PATIENCE).until(() -> state(job).equals("failed")));

        // When / Then
        assertRefused(waiting, 409, "is queued; only a job that failed is tried again");
        assertRefused(cancelled, 409, "was cancelled");
        assertRefused(lost, 409, "is not among the dead letters any more");
        assertRefused(family(waiting) + "/tune/L99", 404, "no job");
        assertRefused("nobody-00000000/distill", 404, "no family");
    }

    @Test
    void jobThatThisVersionCannotDoIsRefusedWithWhatItDoesNotKnow() {
        // Given: put aside by another version
        String kind = submit("other-kind");
        ObjectNode unknown = Json.mapper().valueToTree(records(kind).get(0));
        ((ObjectNode) unknown.get("spec")).put("kind", "knead");
        String pool = submit("other-pool");
        ObjectNode elsewhere = Json.mapper().valueToTree(records(pool).get(0));
        ((ObjectNode) elsewhere.at("/spec/request/distillation/training")).put("pool", "moon");
        leaveFailure(kind, 1, Json.write(unknown));
        leaveFailure(pool, 1, Json.write(elsewhere));
        Stream.of(kind, pool)
                .forEach(job -> await().atMost(PATIENCE).until(() -> state(job).equals("failed")));

        // When / Then
        assertRefused(kind, 409, "knead");
        assertRefused(pool, 409, "moon");
        assertThat(records(kind)).hasSize(1);
    }

    private static Response retry(String job) {
        return given().post("/jobs/" + job + "/retry");
    }

    private static void assertRefused(String job, int status, String why) {
        Response refused = retry(job);
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(status);
        assertThat(refused.<String>path("detail")).contains(why);
    }

    private String failed(String name, int attempt) {
        String job = submit(name);
        leaveFailure(job, attempt);
        await().atMost(PATIENCE).until(() -> state(job).equals("failed"));
        return job;
    }

    private void leaveFailure(String job, int attempt) {
        leaveFailure(job, attempt, Json.write(records(job).get(0)));
    }

    /** As a worker does. */
    private void leaveFailure(String job, int attempt, byte[] record) {
        Fact.JobFailed failed = new Fact.JobFailed(job, family(job), attempt, "no such class", Instant.now());
        store.put("failure", mark(job), Json.write(failed));
        tell(failed);
        Messages.await(messages.deadLetter(new ConsumerRecord<>(QUEUE, 0, 0, job, record), "no such class"));
    }

    private void tell(Fact fact) {
        Messages.await(messages.publish(fact));
    }

    private static String submit(String name) {
        return given().contentType("application/json")
                .body("{\"name\": \"" + name + "\", \"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("job");
    }

    private static String state(String job) {
        return given().get("/families/" + family(job)).path("state");
    }

    private static String family(String job) {
        return job.substring(0, job.indexOf('/'));
    }

    private static String mark(String job) {
        return StoreKeys.failure(family(job), job.substring(job.indexOf('/') + 1));
    }

    private List<Job<JobSpec>> records(String job) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(QUEUE, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Job<JobSpec>> found = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (job.equals(record.key())) {
                        found.add(Job.read(record.value()));
                    }
                }
            }
            return found;
        }
    }
}

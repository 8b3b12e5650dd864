package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.gateway.RealStack;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.minio.CreateMultipartUploadArgs;
import io.minio.MinioAsyncClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deleting and collecting, on a real broker and a real S3 server, whose objects are orphans at once. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class RemovalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    Messages messages;

    @Inject
    ArtefactStore store;

    @ConfigProperty(name = "foundry.store.endpoint")
    String endpoint;

    @ConfigProperty(name = "foundry.store.bucket")
    String bucket;

    @ConfigProperty(name = "foundry.store.access-key")
    String accessKey;

    @ConfigProperty(name = "foundry.store.secret-key")
    String secretKey;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void deletedFamilyLeavesEveryListAndIsNeverMadeAgain() {
        // Given
        String family = submit("unwanted");
        int known = total();
        assertRefused(given().delete("/families/" + family + "?dry_run=false"), "foundry cancel " + family);
        given().delete("/families/" + family).then().statusCode(202);
        String file = StoreKeys.run(family + "/distill", "1-a") + "learngene.safetensors";
        store.put("x", file, new byte[100]);

        // When
        Response looked = given().delete("/families/" + family + "?dry_run=true");
        assertThat(store.stat(file)).isPresent();
        Response deleted = given().delete("/families/" + family + "?dry_run=false");

        // Then
        assertThat(looked.statusCode()).as(looked.asString()).isEqualTo(200);
        assertThat(deleted.statusCode()).as(deleted.asString()).isEqualTo(200);
        assertThat(looked.<Integer>path("bytes")).isEqualTo(100);
        assertThat(deleted.<Integer>path("bytes")).isEqualTo(100);
        assertThat(store.stat(file)).isEmpty();
        // At once, and when the view has seen it, too.
        assertGone(family);
        await().atMost(PATIENCE).until(() -> total() < known);
        assertGone(family);
        // A worker that nobody could stop tells what it did.
        tell(new Fact.JobStarted(family + "/distill", family, 1, "zombie", Instant.now()));
        tell(new Fact.JobFailed(family + "/distill", family, 1, "no such class", Instant.now()));
        String later = submit("later");
        tell(new Fact.JobFailed(later + "/distill", later, 1, "no such class", Instant.now()));
        await().atMost(PATIENCE)
                .until(() -> "failed".equals(given().get("/families/" + later).path("state")));
        assertGone(family);
        assertThat(ids()).contains(later).doesNotContain(family);
    }

    private static void assertGone(String family) {
        Response gone = given().get("/families/" + family);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.<String>path("detail")).contains("it was deleted at");
        assertThat(given().post("/jobs/" + family + "/distill/retry").statusCode())
                .isEqualTo(404);
    }

    private static int total() {
        return given().get("/families?size=1").path("total");
    }

    private static List<String> ids() {
        return given().get("/families?size=200").path("families.family");
    }

    @Test
    void whatAnEndedJobAndAKilledUploadLeftIsCollectedAndNothingOfOneAtWork() throws Exception {
        // Given
        String failed = submit("failed");
        String waiting = submit("waiting");
        String orphan = checkpoint(failed);
        String needed = checkpoint(waiting);
        tell(new Fact.JobFailed(failed + "/distill", failed, 1, "no such class", Instant.now()));
        await().atMost(PATIENCE)
                .until(() -> "failed".equals(given().get("/families/" + failed).path("state")));
        begin("jobs/" + failed + "/distill/runs/1-a/cut-off.safetensors");
        assertThat(store.unfinished()).isNotEmpty();

        // When
        Response looked = given().post("/collections?dry_run=true");
        assertThat(store.stat(orphan)).isPresent();
        Response collected = given().post("/collections?dry_run=false");

        // Then
        assertThat(collected.statusCode()).as(collected.asString()).isEqualTo(200);
        assertThat(looked.<Integer>path("orphans.checkpoints.objects")).isPositive();
        assertThat(collected.<Integer>path("orphans.uploads.objects")).isPositive();
        assertThat(store.stat(orphan)).isEmpty();
        assertThat(store.stat(needed)).isPresent();
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void nothingGoesByARequestThatDoesNotSayThatItShould() {
        for (Response answer : List.of(
                given().post("/collections"),
                given().post("/collections?dry_run=yes"),
                given().delete("/datasets/pets"),
                given().delete("/ancestors/big?dry_run="),
                given().delete("/learngenes/f"),
                given().delete("/families/f/models/L06"),
                given().delete("/families/f/baselines/scratch/L06"),
                given().delete("/families/f?dry_run=maybe"))) {
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
            assertThat(answer.<String>path("field")).isEqualTo("dry_run");
        }
    }

    private String checkpoint(String family) {
        String key = StoreKeys.run(family + "/distill", "1-a") + "checkpoints/distillation/checkpoint-1.safetensors";
        store.put("x", key, new byte[10]);
        return key;
    }

    /** As a worker does that is killed while it sends something large. */
    private void begin(String key) throws Exception {
        try (MinioAsyncClient killed = MinioAsyncClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .region("us-east-1")
                .build()) {
            killed.createMultipartUpload(CreateMultipartUploadArgs.builder()
                            .bucket(bucket)
                            .object(key)
                            .build())
                    .join();
        }
    }

    private void tell(Fact fact) {
        Messages.await(messages.publish(fact));
    }

    private static void assertRefused(Response answer, String why) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(409);
        assertThat(answer.<String>path("detail")).contains(why);
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

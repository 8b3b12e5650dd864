package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.gateway.RealStack;
import io.learngene.method.DistillJob;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.messaging.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who changed what, on a real broker: each test in a project of its own, whose facts are its own. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(ProjectsTest.Locked.class)
class AuditTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    Messages messages;

    @BeforeEach
    void awaitReady() {
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void submissionCancellationAndDeletionOfAFamilyAreTold() {
        // Given
        Response key = key("audit-1");
        String operator = key.path("key");

        // When
        String family = submit(operator);
        with(operator).delete("/families/" + family).then().statusCode(202);
        with(operator).delete("/families/" + family + "?dry_run=true").then().statusCode(200);
        with(operator).delete("/families/" + family + "?dry_run=false").then().statusCode(200);

        // Then
        List<Map<String, Object>> facts = facts(operator);
        assertThat(facts)
                .extracting(fact -> fact.get("what"))
                .containsExactly("cancelFamily", "cancelFamily", "submitFamily", "createKey");
        assertThat(facts)
                .extracting(fact -> fact.get("who"))
                .containsExactly("ops", "ops", "ops", "operator-of-the-settings");
        assertThat(facts.get(0).get("key")).isEqualTo(key.path("id"));
        assertThat(facts.get(2))
                .containsEntry("target", "families")
                .containsEntry("before", Map.of())
                .containsEntry("after", Map.of("family", family, "job", family + "/distill"));
        assertThat(facts.get(1))
                .containsEntry("target", "families/" + family)
                .containsEntry("before", Map.of("family", family, "state", "queued"))
                .containsEntry("after", Map.of("family", family, "state", "cancelled"));
        assertThat(facts.get(0))
                .containsEntry("before", Map.of("family", family, "state", "cancelled"))
                .extractingByKey("after")
                .asString()
                .contains("deleted=family " + family);
        assertThat(facts)
                .allSatisfy(
                        fact -> assertThat(fact).containsKeys("at", "request").containsEntry("project", "audit-1"));
    }

    @Test
    void retryOfAFailedJobIsToldWithWhatItWas() {
        // Given
        String operator = key("audit-2").path("key");
        String family = submit(operator);
        fail(operator, family);
        await().atMost(PATIENCE).until(() -> "failed"
                .equals(with(operator).get("/families/" + family).path("state")));

        // When
        Response retried = with(operator).post("/jobs/" + family + "/distill/retry");

        // Then
        assertThat(retried.statusCode()).as(retried.asString()).isEqualTo(202);
        assertThat(facts(operator).get(0))
                .containsEntry("what", "retryJob")
                .containsEntry("target", "jobs/" + family + "/distill/retry")
                .containsEntry("after", Map.of("family", family, "job", family + "/distill"))
                .extractingByKey("before")
                .asString()
                .contains("state=failed");
    }

    /** As a worker does. */
    private void fail(String key, String family) {
        FamilyRequest request =
                Json.read(with(key).get("/families/" + family + "/request").asByteArray(), FamilyRequest.class);
        Job<?> job = Job.first(family, Instant.now(), new DistillJob(request));
        Messages.await(messages.deadLetter(
                new ConsumerRecord<>(Topics.jobs("distill"), 0, 0, job.id(), Json.write(job)), "no such class"));
        Messages.await(messages.publish(new Fact.JobFailed(job.id(), family, 1, "no such class", Instant.now())));
    }

    @Test
    void uploadIsToldWithTheContentBeforeAndAfter() throws IOException {
        // Given
        String operator = key("audit-3").path("key");

        // When
        String first = upload(operator, "1").path("sha256");
        String second = upload(operator, "2").path("sha256");

        // Then
        List<Map<String, Object>> facts = facts(operator);
        assertThat(facts.get(1)).containsEntry("before", Map.of()).containsEntry("after", Map.of("sha256", first));
        assertThat(facts.get(0))
                .containsEntry("what", "uploadDataset")
                .containsEntry("target", "datasets/audit-3~pets")
                .containsEntry("before", Map.of("sha256", first))
                .containsEntry("after", Map.of("sha256", second));
    }

    @Test
    void keysAreToldWithoutTheirSecrets() {
        // Given
        String operator = key("audit-4").path("key");

        // When
        Response made = with(operator)
                .contentType("application/json")
                .body("{\"name\": \"reader\"}")
                .post("/keys");
        with(operator).delete("/keys/" + made.path("id")).then().statusCode(204);

        // Then
        List<Map<String, Object>> facts = facts(operator);
        Object reader = Map.of(
                "id", made.path("id"),
                "name", "reader",
                "role", "viewer",
                "project", "audit-4",
                "expires_at", made.path("expires_at"));
        assertThat(facts.get(1)).containsEntry("what", "createKey").containsEntry("after", reader);
        assertThat(facts.get(0))
                .containsEntry("what", "revokeKey")
                .containsEntry("before", reader)
                .containsEntry("after", Map.of());
        assertThat(with(operator).get("/audit").asString()).doesNotContain(made.<String>path("key"));
    }

    @Test
    void whatWasRefusedOrOnlyLookedAtIsNotTold() {
        // Given
        String operator = key("audit-5").path("key");

        // When
        with(operator).delete("/families/audit-5~nothing-1").then().statusCode(404);
        with(operator)
                .contentType("application/json")
                .body("{}")
                .post("/families")
                .then()
                .statusCode(400);
        with(operator)
                .contentType("application/json")
                .body("{\"dataset\": \"synthetic-shapes\"}")
                .post("/estimates")
                .then()
                .statusCode(200);
        with(operator).get("/families").then().statusCode(200);
        with(operator).post("/session").then().statusCode(204);

        // Then
        assertThat(facts(operator)).extracting(fact -> fact.get("what")).containsExactly("createKey");
    }

    @Test
    void projectIsToldItsOwnAndTheInstallationAll() {
        // Given
        String one = key("audit-6").path("key");
        String other = key("audit-7").path("key");
        String family = submit(one);

        // When
        String own = with(one).get("/audit").asString();
        String others = with(other).get("/audit").asString();
        String all = with(ProjectsTest.INSTALLATION.text()).get("/audit").asString();

        // Then
        assertThat(own).contains(family).doesNotContain("audit-7");
        assertThat(others).doesNotContain(family, "audit-6");
        assertThat(all).contains(family, "audit-7");
    }

    @Test
    void pagesTellEveryFactOnce() {
        // Given
        String operator = key("audit-8").path("key");
        List<String> families = List.of(submit(operator), submit(operator), submit(operator));

        // When
        Response first = with(operator).get("/audit?limit=2");
        Response second = with(operator).get("/audit?limit=2&after=" + first.path("next"));

        // Then
        assertThat(first.<List<String>>path("facts.after.family")).containsExactly(families.get(2), families.get(1));
        assertThat(second.<List<String>>path("facts.after.family")).first().isEqualTo(families.get(0));
        assertThat(second.<List<String>>path("facts.what")).containsExactly("submitFamily", "createKey");
    }

    private static List<Map<String, Object>> facts(String key) {
        Response audit = with(key).get("/audit");
        assertThat(audit.statusCode()).as(audit.asString()).isEqualTo(200);
        return audit.path("facts");
    }

    private static Response upload(String key, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("train/cat/1.png", "train/dog/1.png", "test/cat/1.png")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return with(key)
                .contentType("application/octet-stream")
                .body(bytes.toByteArray())
                .put("/datasets/audit-3~pets");
    }

    private static String submit(String key) {
        return with(key)
                .contentType("application/json")
                .body("{\"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");
    }

    private static Response key(String project) {
        return with(ProjectsTest.INSTALLATION.text())
                .contentType("application/json")
                .body("{\"name\": \"ops\", \"role\": \"operator\", \"project\": \"" + project + "\"}")
                .post("/keys");
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }
}

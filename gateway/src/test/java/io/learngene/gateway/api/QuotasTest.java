package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.event.Fact;
import io.learngene.gateway.RealStack;
import io.learngene.runtime.messaging.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Projects that have what they may have; each test in a project of its own, see {@link ProjectsTest.Locked}. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(ProjectsTest.Locked.class)
class QuotasTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SHAPES = "{\"dataset\": \"synthetic-shapes\"}";

    @Inject
    Messages messages;

    @BeforeEach
    void awaitReady() {
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void projectThatHasItsJobsIsToldSoUntilOneHasEndedAndNoOtherIs() {
        // Given
        String key = key("two-jobs");
        String first = submit(key, "a").path("family");
        submit(key, "b").then().statusCode(202);

        // When
        Response refused = submit(key, "c");
        Response other = submit(key("no-bounds"), "c");

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.<String>path("detail"))
                .contains("has 2 jobs that have not ended, and may have 2")
                .contains("foundry.gateway.project.two-jobs.max-jobs", "cancel some", "GET /projects");
        assertThat(other.statusCode()).isEqualTo(202);

        // When: what was accepted is repeated, and room is made
        assertThat(submit(key, "a").<String>path("family")).isEqualTo(first);
        with(key).delete("/families/" + first).then().statusCode(202);

        // Then
        await().atMost(PATIENCE).until(() -> submit(key, "d").statusCode() == 202);
    }

    @Test
    void comparisonGoesOnAsRoomIsMade() {
        // Given
        String key = key("one-job");
        String family = submit(key, "a").path("family");
        String document = "{\"dataset\": \"synthetic-shapes\", \"targets\": [3], \"seeds\": [5]}";
        Response refused =
                with(key).contentType("application/json").body(document).post("/comparisons");
        assertThat(refused.statusCode()).isEqualTo(429);

        // When
        with(key).delete("/families/" + family).then().statusCode(202);
        await().atMost(PATIENCE)
                .until(() -> with(key)
                                .contentType("application/json")
                                .body(document)
                                .post("/comparisons")
                                .statusCode()
                        == 202);

        // Then
        String comparison = with(key).get("/comparisons").path("comparisons[0].comparison");
        assertThat(with(key).get("/comparisons/" + comparison).<String>path("ancestor"))
                .startsWith("one-job~");
    }

    @Test
    void projectThatUsedItsHoursIsToldSo() {
        // Given
        String key = key("one-hour");
        String family = submit(key, "a").path("family");
        String job = family + "/distill";
        Instant now = Instant.now();
        Messages.await(messages.publish(new Fact.JobStarted(job, family, 1, "w", now.minus(Duration.ofMinutes(90)))));
        Messages.await(messages.publish(new Fact.JobFailed(job, family, 1, "no such class", now)));

        // When
        await().atMost(PATIENCE)
                .until(() -> submit(key, UUID.randomUUID().toString()).statusCode() == 429);
        Response refused = submit(key, "b");

        // Then
        assertThat(refused.<String>path("detail"))
                .contains("has used 1.50 device hours within 28 days, and may use 1.00")
                .contains("foundry.gateway.project.one-hour.max-device-hours");
        assertThat(use(key)).containsEntry("device_hours", 1.5f).containsEntry("max_device_hours", 1.0f);
    }

    @Test
    void projectThatHasItsBytesUploadsNothingMoreAndAsksForNothing() {
        // Given
        String key = key("few-bytes");

        // When
        Response tooMuch = upload(key, 2000);
        Response fits = upload(key, 900);
        Response more = upload(key, 200);

        // Then
        assertThat(tooMuch.statusCode()).isEqualTo(403);
        assertThat(tooMuch.<String>path("detail"))
                .contains("and 2000 more are sent; it may have 1000", "foundry.gateway.project.few-bytes.max-bytes")
                .contains("delete something");
        assertThat(fits.statusCode()).as(fits.asString()).isEqualTo(201);
        assertThat(more.statusCode()).isEqualTo(403);
        assertThat(submit(key, "a").statusCode()).as("there is room").isEqualTo(202);
    }

    @Test
    void useIsShownToTheProjectAndToTheInstallation() {
        // Given
        String key = key("shown");
        submit(key, "a").then().statusCode(202);

        // When / Then
        assertThat(with(key).get("/projects").<List<String>>path("projects.project"))
                .containsExactly("shown");
        assertThat(use(key))
                .containsEntry("jobs", 1)
                .containsEntry("max_jobs", 7)
                .doesNotContainKey("max_bytes");
        assertThat(with(ProjectsTest.INSTALLATION.text()).get("/projects").<List<String>>path("projects.project"))
                .contains("default", "shown", "two-jobs");
    }

    private static Map<String, Object> use(String key) {
        return with(key).get("/projects").path("projects[0]");
    }

    private static Response upload(String key, int bytes) {
        return with(key)
                .contentType("application/octet-stream")
                .body(new byte[bytes])
                .put("/ancestors/few-bytes~big-" + bytes + "/files/README.md");
    }

    private static Response submit(String key, String idempotencyKey) {
        return with(key)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(SHAPES)
                .post("/families");
    }

    private static String key(String project) {
        return with(ProjectsTest.INSTALLATION.text())
                .contentType("application/json")
                .body("{\"name\": \"test\", \"role\": \"submitter\", \"project\": \"" + project + "\"}")
                .post("/keys")
                .path("key");
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }
}

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Families through HTTP, on a real broker and a real store. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class FamiliesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    Messages messages;

    @Inject
    ArtefactStore store;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void submittedFamilyIsShownAtOnce() {
        // Given
        String request = "{\"name\": \"toy\", \"dataset\": \"synthetic-shapes\"}";

        // When
        Response submitted = given().contentType(ContentType.JSON).body(request).post("/families");

        // Then
        assertThat(submitted.statusCode()).as(submitted.asString()).isEqualTo(202);
        String family = submitted.path("family");
        assertThat(family).matches("toy-[0-9a-f]{8}");
        assertThat(submitted.header("Location")).endsWith("/families/" + family);
        FamilyView view = show(family);
        assertThat(view.state()).isEqualTo(FamilyView.State.QUEUED);
        assertThat(view.jobs()).extracting(JobView::job).containsExactly(family + "/distill");
    }

    @Test
    void yamlIsReadToo() {
        // Given
        String request = "name: yam\ndataset: synthetic-shapes\ntuning:\n  learning_rate: 5e-4\ntargets: [3, 4]\n";

        // When
        Response submitted = given().contentType("application/yaml")
                .body(request.getBytes(UTF_8))
                .post("/families");

        // Then
        assertThat(submitted.statusCode()).as(submitted.asString()).isEqualTo(202);
        Response complete = given().get("/families/" + submitted.path("family") + "/request");
        assertThat(complete.<Float>path("tuning.learning_rate")).isEqualTo(5e-4f);
        assertThat(complete.<Integer>path("tuning.epochs")).isEqualTo(3);
    }

    @Test
    void requestThatSaysNothingOfElasticStagesGetsThem() {
        // When
        String family = submit("elastic");

        // Then
        Response complete = given().get("/families/" + family + "/request");
        assertThat(complete.<List<Integer>>path("distillation.elastic.depths")).containsExactly(4, 16);
    }

    @Test
    void factsReachTheView() {
        // Given
        String family = submit("facts");

        // When
        Messages.await(
                messages.publish(new Fact.JobStarted(family + "/distill", family, 1, "worker-1", Instant.now())));

        // Then
        await().atMost(PATIENCE).until(() -> show(family).state() == FamilyView.State.RUNNING);
        assertThat(show(family).jobs().get(0).worker()).isEqualTo("worker-1");
    }

    @Test
    void jobWaitsInThePoolThatItsRecipeAsksFor() {
        // Given
        String request = "{\"name\": \"pooled\", \"dataset\": \"synthetic-shapes\","
                + " \"distillation\": {\"training\": {\"pool\": \"a100\"}}}";

        // When
        String family = given().contentType(ContentType.JSON)
                .body(request)
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");

        // Then
        assertThat(show(family).jobs()).extracting(JobView::pool).containsExactly("a100");
        assertThat(show(submit("unpooled")).jobs()).extracting(JobView::pool).containsExactly("default");
        await().atMost(PATIENCE).until(() -> given().get("/q/metrics")
                .asString()
                .contains("learngene_jobs_queued{kind=\"distill\",pool=\"a100\"} 1.0"));
    }

    @Test
    void jobHasThePriorityThatItsRequestAsksFor() {
        // Given
        String request = "{\"name\": \"urgent\", \"dataset\": \"synthetic-shapes\", \"priority\": \"high\"}";

        // When
        String family = given().contentType(ContentType.JSON)
                .body(request)
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");

        // Then
        assertThat(given().get("/families/" + family).<List<String>>path("jobs.priority"))
                .containsExactly("high");
        assertThat(given().get("/families/" + family + "/request").<String>path("priority"))
                .isEqualTo("high");
        assertThat(given().get("/families/" + submit("plain")).<List<String>>path("jobs.priority"))
                .containsExactly("normal");
    }

    @Test
    void jobThatWaitsSaysWhy() {
        // When: there are no workers in this test
        String family = submit("patient");

        // Then
        await().atMost(PATIENCE).until(() -> "no_worker"
                .equals(given().get("/families/" + family).path("jobs[0].waiting.reason")));
        Response shown = given().get("/families/" + family);
        assertThat(shown.<String>path("jobs[0].waiting.detail")).contains("no worker that takes distill jobs");
        assertThat(shown.<Integer>path("jobs[0].waiting.estimated_position")).isPositive();
    }

    /** It lies in a topic of its own. */
    @Test
    void jobOfAnotherPriorityReachesTheView() {
        // Given
        Job<?> elsewhere = Samples.queuedIn("default", "elsewhere-2").with(Priority.LOW);

        // When
        Messages.await(messages.queue(elsewhere));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        given().get("/families/elsewhere-2").<List<String>>path("jobs.priority"))
                .containsExactly("low"));
    }

    @Test
    void unknownPriorityIsRefusedByTheFieldsName() {
        // When
        Response answer = given().contentType(ContentType.JSON)
                .body("{\"dataset\": \"synthetic-shapes\", \"priority\": \"urgent\"}")
                .post("/families");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.<String>path("field")).isEqualTo("priority");
        assertThat(answer.<String>path("detail")).contains("urgent").containsIgnoringCase("low");
    }

    /** What another gateway has accepted is known here by its topic alone. */
    @Test
    void jobsOfAPoolReachTheView() {
        // Given
        Job<?> elsewhere = Samples.queuedIn("spot", "elsewhere-1");

        // When
        Messages.await(messages.queue(elsewhere));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        given().get("/families/elsewhere-1").<List<String>>path("jobs.pool"))
                .containsExactly("spot"));
    }

    @Test
    void listShowsTheNewestFirst() {
        // Given
        String older = submit("older");
        String newer = submit("newer");

        // When
        Response both = given().get("/families?size=2");
        Response second = given().get("/families?page=2&size=1");

        // Then
        assertThat(both.<List<String>>path("families.family")).containsExactly(newer, older);
        assertThat(both.<Integer>path("total")).isGreaterThanOrEqualTo(2);
        assertThat(both.<Integer>path("families[0].jobs")).isEqualTo(1);
        assertThat(second.<List<String>>path("families.family")).containsExactly(older);
        assertThat(given().get("/families?page=1000000").<List<String>>path("families"))
                .isEmpty();
        assertThat(given().get("/families?size=201").statusCode()).isEqualTo(400);
    }

    @Test
    void neverStartedFamilyIsCancelledAtOnce() {
        // Given
        String family = submit("cancelled");

        // When
        Response answer = given().delete("/families/" + family);

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(show(family).state()).isEqualTo(FamilyView.State.CANCELLED);
        await().during(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .until(() -> show(family).state() == FamilyView.State.CANCELLED);
    }

    @Test
    void cancelledFamilyTakesNoFurtherWork() {
        // Given: what it has made before stays
        String family = submit("cancelled");
        store.create(StoreKeys.learngeneManifest(family), Json.write(Samples.learngeneOf(family, Samples.WEIGHTS)));
        given().delete("/families/" + family);

        // When
        Response refused = given().contentType(ContentType.JSON)
                .body("{\"targets\": [4]}")
                .post("/learngenes/" + family + "/descendants");

        // Then
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(409);
        assertThat(refused.<String>path("detail")).contains(family + " was cancelled", "new family");
        assertThat(given().get("/learngenes/" + family).statusCode()).isEqualTo(200);
    }

    @Test
    void idempotencyKeyNamesTheSameFamily() {
        // Given
        String body = "{\"name\": \"once\", \"dataset\": \"synthetic-shapes\"}";
        String other = "{\"name\": \"once\", \"dataset\": \"synthetic-shapes\", \"seed\": 7}";

        // When
        Response first = withKey(body);
        Response second = withKey(body);
        Response third = withKey(other);

        // Then
        assertThat(second.<String>path("family")).isEqualTo(first.path("family"));
        assertThat(third.statusCode()).isEqualTo(409);
    }

    @Test
    void resultOfADoneJobIsWhatItPublished() {
        // Given
        String family = submit("result");
        String job = family + "/distill";
        String key = "learngenes/" + family + "/learngene.json";
        byte[] manifest = "{\"kind\": \"something\", \"loss\": 1.5}".getBytes(UTF_8);
        store.create(key, manifest);
        ResultSummary made = new ResultSummary.Learned(10, null, 1, null, null);
        Messages.await(
                messages.publish(new Fact.JobSucceeded(job, family, key, Sha256.of(manifest), made, Instant.now())));

        // When
        await().atMost(PATIENCE)
                .until(() -> given().get("/jobs/" + job + "/result").statusCode() == 200);

        // Then
        Response result = given().get("/jobs/" + job + "/result");
        assertThat(result.contentType()).startsWith("application/json");
        assertThat(result.asByteArray()).isEqualTo(manifest);
    }

    @Test
    void resultThatIsNotThereYetIsToldWithTheJobsState() {
        // Given
        String family = submit("early");

        // When
        Response early = given().get("/jobs/" + family + "/distill/result");
        Response unknown = given().get("/jobs/" + family + "/tune/L04/result");
        Response nowhere = given().get("/jobs/nothing-1a2b3c4d/grow/result");

        // Then
        assertThat(early.statusCode()).isEqualTo(404);
        assertThat(early.<String>path("detail")).contains(family + "/distill", "queued");
        assertThat(unknown.<String>path("detail")).contains("no job " + family + "/tune/L04");
        assertThat(nowhere.<String>path("detail")).contains("no family nothing-1a2b3c4d");
    }

    private static Response withKey(String body) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", "my-key-1")
                .body(body)
                .post("/families");
    }

    private static String submit(String name) {
        return given().contentType(ContentType.JSON)
                .body("{\"name\": \"" + name + "\", \"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .then()
                .statusCode(202)
                .extract()
                .path("family");
    }

    private static FamilyView show(String family) {
        byte[] body = given().get("/families/" + family)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        return io.learngene.contracts.Json.read(body, FamilyView.class);
    }
}

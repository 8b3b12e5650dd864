package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.method.TuneJob;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects as tenants of one gateway: every operation of the OpenAPI document, asked about what another project has. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(ProjectsTest.Locked.class)
class ProjectsTest {

    static final AccessKey INSTALLATION = new AccessKey("lgf_0123456789ab_" + "p".repeat(43));
    private static final String SHAPES = "{\"name\": \"toy\", \"dataset\": \"synthetic-shapes\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    ArtefactStore store;

    @TestHTTPResource("/")
    URI gateway;

    /** It asks. */
    public static final class Locked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String project = "foundry.gateway.project.";
            return Map.of(
                    "foundry.gateway.access",
                    "keys",
                    "foundry.gateway.operator-key-digest",
                    INSTALLATION.digest(),
                    project + "two-jobs.max-jobs",
                    "2",
                    project + "one-job.max-jobs",
                    "1",
                    project + "shown.max-jobs",
                    "7",
                    project + "one-hour.max-device-hours",
                    "1",
                    project + "few-bytes.max-bytes",
                    "1000");
        }
    }

    @BeforeEach
    void awaitReady() {
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    /** What a project has, one of each. */
    private record Own(Project project, String key, String family, String comparison) {

        /** {@return the path of a route to what it has} */
        String path(Route route) {
            String path = route.path();
            boolean ancestor = path.startsWith("/ancestors/");
            boolean learngene = path.startsWith("/learngenes/");
            return path.replaceFirst("/\\{job}", "/" + family + "/distill")
                    .replaceFirst("/\\{path}", "/distill")
                    .replaceFirst("/\\{file}", ancestor || learngene ? "/learngene.safetensors" : "/config.json")
                    .replaceFirst("/\\{baseline}", "/scratch")
                    .replaceFirst("^/ancestors/\\{[^}]*}", "/ancestors/" + project.id("vit"))
                    .replaceFirst("^/comparisons/\\{[^}]*}", "/comparisons/" + comparison)
                    .replaceFirst("^/datasets/\\{[^}]*}", "/datasets/" + project.id("pets"))
                    .replaceFirst("^/([a-z]+)/\\{[^}]*}", "/$1/" + family)
                    .replaceAll("\\{[^}]*}", "L06");
        }
    }

    @ParameterizedTest
    @CsvSource({"acme, rival", "acme, default", "default, rival"})
    void whatAnotherProjectHasIsNotThereOnAnyRoute(String of, String stranger) throws IOException {
        // Given
        Own own = own(new Project(of));
        String key = key("operator", stranger);
        Own nothing = new Own(
                own.project(),
                own.key(),
                own.project().id("none-1"),
                own.project().id("none-2"));

        for (Route route : Route.all()) {
            if (!route.path().contains("{") || route.path().matches("/keys/.*|/\\{collection}")) {
                continue;
            }
            // When
            Response answer = ask(key, route, own.path(route));
            Response absent = ask(key, route, nothing.path(route));

            // Then
            assertThat(answer.statusCode())
                    .as("%s: %s", route, answer.asString())
                    .isEqualTo(404);
            assertThat(told(answer, own))
                    .as("%s: nobody is told whether it is there", route)
                    .isEqualTo(told(absent, nothing));
        }
        for (Route route : Route.all()) {
            if (route.method().equals("GET")
                    && route.path().contains("{")
                    && !route.path().endsWith("/result")) {
                assertThat(ask(own.key(), route, own.path(route)).statusCode())
                        .as("%s: it is there, and still", route)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void listsAndFiguresTellNothingOfAnotherProject() throws IOException {
        // Given
        Own own = own(new Project("acme-listed"));
        String stranger = key("operator", "rival-listed");

        for (Route route : Route.all()) {
            if (route.method().equals("GET") && !route.path().contains("{")) {
                // When
                Response answer = ask(stranger, route, route.path());

                // Then
                assertThat(answer.statusCode()).as(route.toString()).isEqualTo(200);
                assertThat(answer.asString()).as(route.toString()).doesNotContain("acme-listed", own.family());
            }
        }
        assertThat(given().get("/q/metrics").asString()).doesNotContain("acme-listed");
        assertThat(with(stranger).get("/families").<Integer>path("total")).isZero();
        assertThat(with(own.key()).get("/families").<List<String>>path("families.family"))
                .contains(own.family());
        assertThat(with(own.key()).get("/learngenes").<List<String>>path("learngenes.id"))
                .containsExactly(own.family());
        assertThat(with(own.key()).get("/ancestors").<List<String>>path("ancestors.id"))
                .containsExactly("acme-listed~vit");
        assertThat(with(own.key()).get("/datasets").<List<String>>path("datasets.name"))
                .containsExactly("acme-listed~pets");
        assertThat(with(own.key()).get("/comparisons").<List<String>>path("comparisons.comparison"))
                .containsExactly(own.comparison());
    }

    @Test
    void operatorOfTheInstallationSeesEveryProject() {
        // Given
        List<Own> all = List.of(own(new Project("seen-1")), own(new Project("seen-2")), own(Project.DEFAULT));
        String operator = INSTALLATION.text();

        // When, then
        for (Own each : all) {
            assertThat(with(operator).get("/families/" + each.family()).statusCode())
                    .isEqualTo(200);
            assertThat(with(operator).get("/families?size=200").<List<String>>path("families.family"))
                    .contains(each.family());
            assertThat(with(operator).get("/ancestors").<List<String>>path("ancestors.id"))
                    .contains(each.project().id("vit"));
            assertThat(with(operator).get("/datasets").<List<String>>path("datasets.name"))
                    .contains(each.project().id("pets"));
            assertThat(with(operator).get("/comparisons").<List<String>>path("comparisons.comparison"))
                    .contains(each.comparison());
        }
    }

    @Test
    void submissionLiesInTheProjectOfWhoAsks() {
        // Given
        String acme = key("submitter", "acme");

        // When
        String family = submit(acme, SHAPES, UUID.randomUUID().toString()).path("family");

        // Then
        assertThat(family).matches("acme~toy-[0-9a-f]{8}");
        Response shown = with(acme).get("/families/" + family);
        assertThat(shown.<List<String>>path("jobs.job")).containsExactly(family + "/distill");
    }

    @Test
    void sameIdempotencyKeyInTwoProjectsIsTwoRequests() {
        // Given
        String word = UUID.randomUUID().toString();

        // When
        String one = submit(key("submitter", "acme"), SHAPES, word).path("family");
        String two = submit(key("submitter", "rival"), SHAPES, word).path("family");
        String again = submit(key("submitter", "acme"), SHAPES, word).path("family");

        // Then
        assertThat(one).startsWith("acme~").isEqualTo(again);
        assertThat(two).startsWith("rival~");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "families {'dataset': 'PROJECT~pets'}",
                "families {'dataset': 'synthetic-shapes', 'ancestor': 'PROJECT~vit'}",
                "estimates {'dataset': 'PROJECT~pets'}",
                "growths {'from': 'FAMILY/L06', 'to': {'depth': 8}}",
                "growths {'from': 'PROJECT~vit', 'to': {'depth': 8}, 'dataset': 'synthetic-shapes'}",
                "selections {'from': 'FAMILY/L06', 'targets': [{'depth': 3}]}",
                "mimetics {'dataset': 'PROJECT~pets'}",
                "comparisons {'dataset': 'PROJECT~pets', 'targets': [3]}",
                "comparisons {'dataset': 'synthetic-shapes', 'ancestor': 'PROJECT~vit', 'targets': [3]}"
            })
    void requestThatNamesWhatAnotherProjectHasIsToldThatThereIsNone(String line) {
        // Given
        Own own = own(new Project("acme"));
        String collection = line.substring(0, line.indexOf(' '));
        String document = line.substring(line.indexOf(' ') + 1).replace('\'', '"');
        String rival = key("submitter", "rival");

        // When
        Response answer =
                post(rival, collection, document.replace("PROJECT", "acme").replace("FAMILY", own.family()));
        Response absent =
                post(rival, collection, document.replace("PROJECT", "none").replace("FAMILY", "none~x-1"));

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isIn(404, 422);
        assertThat(answer.asString().replace(own.family(), "IT").replace("acme", "IT"))
                .isEqualTo(absent.asString().replace("none~x-1", "IT").replace("none", "IT"));
    }

    @Test
    void sameComparisonInTwoProjectsSharesNoFamily() {
        // Given
        String document =
                "{'name': 'both', 'dataset': 'synthetic-shapes', 'targets': [3], 'seeds': [77]}".replace('\'', '"');

        // When
        Response one = post(key("submitter", "acme"), "comparisons", document);
        Response two = post(key("submitter", "rival"), "comparisons", document);

        // Then
        assertThat(one.<String>path("comparison")).as(one.asString()).startsWith("acme~both-");
        assertThat(two.<String>path("comparison")).as(two.asString()).startsWith("rival~both-");
        assertThat(one.<String>path("ancestor")).startsWith("acme~");
        assertThat(two.<String>path("ancestor")).startsWith("rival~");
    }

    @Test
    void operatorOfAProjectMakesKeysOfItAlone() {
        // Given
        String operator = key("operator", "acme");

        // When
        Response own = makeKey(operator, "{\"name\": \"own\", \"role\": \"operator\"}");
        Response other = makeKey(operator, "{\"name\": \"other\", \"project\": \"rival\"}");

        // Then
        assertThat(own.<String>path("project")).isEqualTo("acme");
        assertThat(with(own.path("key")).get("/session").<String>path("project"))
                .isEqualTo("acme");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.<String>path("detail")).contains("keys of the project acme alone");
        assertThat(with(operator).post("/collections?dry_run=true").statusCode())
                .isEqualTo(403);
        assertThat(with(operator).get("/keys").<List<String>>path("keys.project"))
                .containsOnly("acme");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//families/ID",
                "/families//ID",
                "/./families/ID",
                "/families/ID;x=y",
                "/families/%61cme%7Etoy",
                "/families/rival~x/../ID",
                "/families/rival~x%2F..%2FID",
                "/jobs/rival~x%2F..%2FID/distill/result",
                "/families/;rival~/ID",
                "/families/%3B/ID",
                "/families/100%25~x"
            })
    void anotherWayToWriteThePathLeadsToNothing(String path) throws IOException {
        // Given
        Own own = own(new Project("acme"));
        store.create(
                StoreKeys.learngeneManifest("acme~toy"), Json.write(Samples.learngeneOf("acme~toy", Samples.WEIGHTS)));

        // When, then
        assertThat(RawRequest.status(
                        gateway,
                        "GET " + path.replace("ID", own.family())
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key("operator", "rival")
                                + "\r\n"))
                .isIn(400, 404);
    }

    /** Everything that has an id: as people submit it, or as workers write it. */
    private Own own(Project project) {
        String key = key("operator", project.name());
        String family = submit(key, SHAPES, UUID.randomUUID().toString()).path("family");
        with(key).delete("/families/" + family).then().statusCode(202);
        ArtefactRef weights = store.put("learngene.safetensors", project.folder() + "test/weights", new byte[10]);
        store.create(StoreKeys.learngeneManifest(family), Json.write(Samples.learngeneOf(family, weights)));
        store.create(StoreKeys.initialisation(family, "L06"), Json.write(Samples.initialisationOf(family, "L06")));
        for (String group : List.of(TuneJob.MODELS, TuneJob.SCRATCH)) {
            com.fasterxml.jackson.databind.node.ObjectNode model =
                    Json.mapper().valueToTree(Samples.model(group, "L06", 0.5));
            ArtefactRef config = store.put("config.json", project.folder() + "test/config", "{}".getBytes());
            model.set("files", Json.mapper().valueToTree(List.of(config)));
            store.create(StoreKeys.modelManifest(family, group, "L06"), Json.write(model));
        }
        String ancestor = project.id("vit");
        store.create(
                StoreKeys.ancestorManifest(ancestor),
                Json.write(
                        new AncestorManifest(ancestor, Samples.ANCESTOR, weights, weights, null, null, Instant.EPOCH)));
        DatasetManifest dataset = new DatasetManifest(
                project.id("pets"),
                "c".repeat(64),
                "zip",
                weights,
                new TreeMap<>(Map.of("cat", 20, "dog", 20)),
                new TreeMap<>(Map.of("cat", 20, "dog", 20)),
                null,
                null,
                null,
                Instant.EPOCH);
        store.create(StoreKeys.datasetManifest(dataset.name(), dataset.sha256()), Json.write(dataset));
        String comparison = post(key, "comparisons", "{\"dataset\": \"synthetic-shapes\", \"targets\": [3]}")
                .path("comparison");
        return new Own(project, key, family, comparison);
    }

    private static String told(Response answer, Own own) {
        return answer.<String>path("detail").replace(own.family(), "IT").replace(own.comparison(), "IT");
    }

    private static Response ask(String key, Route route, String path) {
        RequestSpecification request = with(key);
        if (route.takesDocument()) {
            request.contentType("application/json").body("{}");
        } else if (route.method().equals("PUT")) {
            request.contentType("application/octet-stream").body(new byte[1]);
        }
        return request.request(route.method(), path);
    }

    private static Response submit(String key, String document, String idempotencyKey) {
        Response answer = with(key)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(document)
                .post("/families");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return answer;
    }

    private static Response post(String key, String collection, String document) {
        return with(key).contentType("application/json").body(document).post("/" + collection);
    }

    private static String key(String role, String project) {
        Response made = makeKey(
                INSTALLATION.text(),
                "{\"name\": \"test\", \"role\": \"" + role + "\", \"days\": 1, \"project\": \"" + project + "\"}");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        return made.path("key");
    }

    private static Response makeKey(String by, String document) {
        return with(by).contentType("application/json").body(document).post("/keys");
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }
}

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Comparisons over a real broker and a real store: which families they ask for, and when. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class ComparisonsTest {

    @Inject
    ArtefactStore store;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void ancestorIsTrainedOnceAndEverythingElseFollowsIt() {
        // When
        String id = compare(request("follow", 11, "")).path("comparison");

        // Then
        String ancestor = show(id).path("ancestor");
        assertThat(ancestor).startsWith("ancestor-");
        assertThat(show(id).<List<String>>path("parts.family")).containsOnlyNulls();

        // When
        publish(ancestor);

        // Then
        Map<String, String> families = awaitFamilies(id);
        assertThat(families.keySet())
                .containsExactlyInAnyOrder(
                        "scratch", "scratch-distilled", "distilled-selection", "layerdrop", "share", "sws");
        assertThat(given().get("/families/" + families.get("sws") + "/request").<String>path("ancestor.id"))
                .isEqualTo(ancestor);
    }

    @Test
    void sameRequestIsTheSameComparison() {
        // Given
        String request = request("again", 12, "");

        // When, Then
        assertThat(compare(request).<String>path("comparison"))
                .isEqualTo(compare(request).path("comparison"));
    }

    @Test
    void comparisonsShareTheFamiliesThatBothAskFor() {
        // Given
        given().get("/comparisons").then().statusCode(200);
        String one = compare(request("one", 13, "")).path("comparison");
        publish(show(one).path("ancestor"));
        Map<String, String> families = awaitFamilies(one);

        // When
        String two = compare(request("two", 13, ", 'without': {'layerdrop': 'told already'}"))
                .path("comparison");

        // Then
        Map<String, String> same = awaitFamilies(two);
        assertThat(show(two).<String>path("ancestor")).isEqualTo(show(one).path("ancestor"));
        assertThat(same).doesNotContainKey("layerdrop");
        assertThat(families).containsAllEntriesOf(same);
    }

    @Test
    void whatWasCancelledIsAskedForAgainWhereItIsWantedAgain() {
        // Given
        String request = request("cancelled", 14, "");
        String id = compare(request).path("comparison");
        publish(show(id).path("ancestor"));
        Map<String, String> before = awaitFamilies(id);
        given().delete("/families/" + before.get("share")).then().statusCode(202);
        await().until(() ->
                given().get("/families/" + before.get("share")).path("state").equals("cancelled"));

        // When
        compare(request);

        // Then
        Map<String, String> after = awaitFamilies(id);
        assertThat(after.get("share")).isNotEqualTo(before.get("share"));
        assertThat(after.get("sws")).isEqualTo(before.get("sws"));
    }

    @Test
    void cancelledComparisonAsksForNothingMoreUntilItIsWantedAgain() {
        // Given
        String request = request("unwanted", 17, "");
        String id = compare(request).path("comparison");
        String ancestor = show(id).path("ancestor");

        // When
        given().delete("/comparisons/" + id).then().statusCode(202);

        // Then
        assertThat(show(id).<String>path("state")).isEqualTo("cancelled");
        await().until(() -> given().get("/families/" + ancestor).path("state").equals("cancelled"));
        publish(ancestor);
        // One that was asked for later is looked at after it.
        String other = compare(request("wanted", 18, "")).path("comparison");
        publish(show(other).path("ancestor"));
        awaitFamilies(other);
        assertThat(show(id).<List<String>>path("parts.family")).containsOnlyNulls();

        // When
        compare(request);

        // Then
        assertThat(awaitFamilies(id)).containsKey("sws");
        assertThat(show(id).<String>path("state")).isEqualTo("queued");
    }

    @Test
    void familiesThatAnotherComparisonNeedsOutliveACancelledOne() {
        // Given
        String one = compare(request("shared", 19, "")).path("comparison");
        publish(show(one).path("ancestor"));
        Map<String, String> families = awaitFamilies(one);
        String two = compare(request("sharing", 19, ", 'without': {'layerdrop': 'told already'}"))
                .path("comparison");
        awaitFamilies(two);

        // When
        Response cancelled = given().delete("/comparisons/" + one);

        // Then
        assertThat(cancelled.<String>path("error"))
                .contains(families.get("sws"), families.get("share"))
                .doesNotContain(families.get("layerdrop"));
        await().until(() -> given().get("/families/" + families.get("layerdrop"))
                .path("state")
                .equals("cancelled"));
        assertThat(given().get("/families/" + families.get("sws")).<String>path("state"))
                .isEqualTo("queued");
    }

    @Test
    void familiesHaveThePriorityOfTheComparisonThatAskedForThemFirst() {
        // Given
        String urgent = compare(request("urgent", 22, ", 'priority': 'high'")).path("comparison");
        publish(show(urgent).path("ancestor"));
        Map<String, String> families = awaitFamilies(urgent);

        // When: the same without any hurry
        String patient = compare(request("urgent", 22, ", 'priority': 'low'")).path("comparison");

        // Then
        assertThat(awaitFamilies(patient)).isEqualTo(families);
        assertThat(given().get("/families/" + families.get("sws")).<List<String>>path("jobs.priority"))
                .containsExactly("high");
    }

    @Test
    void comparisonOfAGatewayThatIsGoneGoesOn() {
        // Given: written down, and nothing was asked for
        String known = compare(request("gone", 15, "")).path("comparison");
        byte[] asked = store.read(StoreKeys.comparison(known)).orElseThrow();
        String id = known.replace("gone-", "left-");
        String text = new String(asked, java.nio.charset.StandardCharsets.UTF_8);
        store.create(
                StoreKeys.comparison(id), text.replace(known, id).getBytes(java.nio.charset.StandardCharsets.UTF_8));

        // When: somebody looks at it
        show(id);

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> show(id).path("ancestor") != null);
        assertThat(show(id).<String>path("ancestor")).isEqualTo(show(known).path("ancestor"));
    }

    @Test
    void comparisonsAreListedWithoutTheirParts() {
        // Given
        String id = compare(request("listed", 16, "")).path("comparison");

        // When
        Response list = given().get("/comparisons?limit=200");

        // Then
        assertThat(list.<List<String>>path("comparisons.comparison")).contains(id);
        assertThat(list.<List<Object>>path("comparisons.parts")).containsOnlyNulls();
    }

    @Test
    void reportOfNothingFinishedSaysSo() {
        // Given
        String id = compare(request("early", 17, "")).path("comparison");

        // When
        Response json = given().get("/comparisons/" + id + "/report.json");
        Response html = given().get("/comparisons/" + id + "/report");
        Response csv = given().get("/comparisons/" + id + "/report.csv");

        // Then
        assertThat(json.<List<?>>path("rows")).isEmpty();
        assertThat(html.asString())
                .contains("0 of 12 models", "scratch-distilled")
                .doesNotContain("<script", "style=");
        String style = html.asString().replaceFirst("(?s).*<style>(.*)</style>.*", "$1");
        assertThat(html.header("Content-Security-Policy"))
                .as("the page's own style, as browsers compare it")
                .contains("style-src 'self' 'sha256-"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(style.getBytes(UTF_8))))
                        + "'");
        assertThat(csv.asString().lines()).hasSize(1);
    }

    @Test
    void whatAMethodCannotDoIsRefusedBeforeAnythingIsAskedFor() {
        // Given
        String request = request("refused", 18, ", 'tuning': {'pool': 'nobody'}");

        // When
        Response answer = compare(request);

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<String>path("detail")).contains("pool", "nobody");
        assertThat(given().get("/comparisons?limit=200").<List<String>>path("comparisons.comparison"))
                .noneMatch(id -> id.startsWith("refused-"));
    }

    @Test
    void unknownFieldsAreNamed() {
        // When
        Response answer = compare(request("typo", 19, ", 'methds': []"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.<String>path("field")).isEqualTo("methds");
    }

    /** Its verdicts count right images, and there are none. */
    @Test
    void comparisonOfAMultiLabelDatasetIsRefused() {
        // Given
        String key = StoreKeys.datasetManifest("several", "1".repeat(64));
        TreeMap<String, Integer> positives = new TreeMap<>(Map.of("cat", 1, "dog", 1));
        store.create(
                key,
                Json.write(new DatasetManifest(
                        "several",
                        "1".repeat(64),
                        "zip",
                        new ArtefactRef("source.zip", key, 1, "1".repeat(64)),
                        positives,
                        positives,
                        null,
                        null,
                        new MultiLabel(new MultiLabel.Images(2, 0), new MultiLabel.Images(2, 0), null),
                        Samples.T0)));

        // When
        Response answer = compare(request("several", 20, "").replace("synthetic-shapes", "several"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<String>path("field")).isEqualTo("dataset");
        assertThat(answer.<String>path("detail")).contains("'several' is multi-label");
    }

    /** The seed keeps families of the tests apart. */
    private static String request(String name, int seed, String more) {
        return ("{'name': '" + name + "', 'dataset': 'synthetic-shapes', 'targets': [2, 3],"
                        + " 'methods': [{'method': 'sws'}], 'seeds': [" + seed + "]" + more + "}")
                .replace('\'', '"');
    }

    private static Response compare(String request) {
        return given().contentType("application/json").body(request).post("/comparisons");
    }

    private static Response show(String id) {
        return given().get("/comparisons/" + id);
    }

    private static Map<String, String> awaitFamilies(String id) {
        // Where the view lags it answers 503 for a moment.
        await().atMost(Duration.ofSeconds(20)).until(() -> show(id).<List<String>>path("parts.family"), known -> {
            return known != null && known.stream().allMatch(Objects::nonNull);
        });
        List<String> names = show(id).path("parts.name");
        List<String> families = show(id).path("parts.family");
        return IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, families::get));
    }

    /** As the worker does that trains it. */
    private void publish(String ancestor) {
        ArtefactRef file = new ArtefactRef("model.safetensors", "ancestors/" + ancestor + "/x", 10, "0".repeat(64));
        store.create(
                StoreKeys.ancestorManifest(ancestor),
                Json.write(new AncestorManifest(
                        ancestor, Samples.ANCESTOR, file, file, SyntheticShapes.CLASS_NAMES, 0.9, Samples.T0)));
    }
}

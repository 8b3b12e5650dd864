package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.method.TuneJob;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every kind, whole, in parts, and not again where they are known (RFC 9110, sections 13 and 14). */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class DownloadsTest {

    private static final String ID = "bytes-00000001";
    private static final String PATH = "/learngenes/" + ID + "/files/learngene.safetensors";

    /** More than one piece of a download, and no multiple of it. */
    private static final byte[] CONTENT = new byte[100_001];

    static {
        new Random(42).nextBytes(CONTENT);
    }

    @Inject
    ArtefactStore store;

    private String tag;

    @BeforeEach
    void store() {
        RealStack.awaitReady();
        ArtefactRef weights = store.put("learngene.safetensors", "test/" + ID, CONTENT);
        store.create(StoreKeys.learngeneManifest(ID), Json.write(Samples.learngeneOf(ID, weights)));
        tag = '"' + weights.sha256() + '"';
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-100000, 0, 100001",
        "bytes=100000-, 100000, 1",
        "bytes=-1, 100000, 1",
        "bytes=-200000, 0, 100001",
        "bytes=32767-32768, 32767, 2",
        "bytes=5-99999999, 5, 99996"
    })
    void partIsTheBytesThatWereAskedFor(String range, int first, int length) {
        // When
        Response part = given().header("Range", range).get(PATH);

        // Then
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.header("Content-Range"))
                .isEqualTo("bytes " + first + "-" + (first + length - 1) + "/" + CONTENT.length);
        assertThat(part.header("Content-Length")).isEqualTo(Integer.toString(length));
        assertThat(part.header("ETag")).isEqualTo(tag);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(CONTENT, first, first + length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=a-b", "lines=1-2", "bytes=", "0-5"})
    void whatIsNotOneRangeIsAnsweredWithTheWhole(String range) {
        // When
        Response whole = given().header("Range", range).get(PATH);

        // Then
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.asByteArray()).isEqualTo(CONTENT);
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100001-", "bytes=-0", "bytes=200000-300000"})
    void rangeBeyondTheEndIsToldTheLength(String range) {
        // When
        Response refused = given().header("Range", range).get(PATH);

        // Then
        assertThat(refused.statusCode()).isEqualTo(416);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.header("Content-Range")).isEqualTo("bytes */100001");
        assertThat(refused.<String>path("detail")).contains("100001");
    }

    @Test
    void restOfAFileThatHasChangedMeanwhileIsNotAppendedToTheOld() {
        // Given
        String other = '"' + "0".repeat(64) + '"';

        // When
        Response same =
                given().header("Range", "bytes=5-").header("If-Range", tag).get(PATH);
        Response changed =
                given().header("Range", "bytes=5-").header("If-Range", other).get(PATH);
        Response weak = given().header("Range", "bytes=5-")
                .header("If-Range", "W/" + tag)
                .get(PATH);
        Response date = given().header("Range", "bytes=5-")
                .header("If-Range", "Wed, 21 Oct 2026 07:28:00 GMT")
                .get(PATH);
        Response beyond = given().header("Range", "bytes=999999-")
                .header("If-Range", other)
                .get(PATH);

        // Then
        assertThat(same.statusCode()).isEqualTo(206);
        assertThat(List.of(changed, weak, date, beyond)).allSatisfy(whole -> {
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.asByteArray()).isEqualTo(CONTENT);
        });
    }

    @Test
    void fileThatIsKnownIsNotSentAgain() {
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "\"other\"," + tag + ",\"third\"", "*")) {
            // When
            Response answer = given().header("If-None-Match", known).get(PATH);

            // Then
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.header("ETag")).isEqualTo(tag);
            assertThat(answer.asByteArray()).isEmpty();
        }
    }

    @Test
    void otherTagsAreNotTheFiles() {
        for (String other : List.of("\"other\"", tag.replace("\"", ""), "\"*\"", tag.substring(0, 20) + '"', "")) {
            assertThat(given().header("If-None-Match", other).get(PATH).statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
    }

    @Test
    void knownFileIsNotSentInPartsEither() {
        assertThat(given().header("If-None-Match", tag)
                        .header("Range", "bytes=0-1")
                        .get(PATH)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void headTellsAllOfTheFileAndHoldsNoSlot() {
        // When: more often than there are downloads at the same time
        for (int i = 0; i < 20; i++) {
            Response head = given().head(PATH);

            // Then
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("100001");
            assertThat(head.header("ETag")).isEqualTo(tag);
        }
        assertThat(given().get(PATH).asByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void headAndGetAreToldTheSameLengthsAsFilesAreSent() {
        // When: a range is of GET alone
        Response head = given().header("Range", "bytes=0-1").head(PATH);

        // Then
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("100001");
    }

    @Test
    void filesOfEveryKindAreSentWithTheirMediaType() {
        // Given
        String family = "kinds-00000001";
        ArtefactRef json = store.put("config.json", "test/kinds/config.json", "{}".getBytes());
        ArtefactRef lines = store.put("history.jsonl", "test/kinds/history.jsonl", "{}\n".getBytes());
        ArtefactRef card = store.put("README.md", "test/kinds/README.md", "# A model".getBytes());
        ArtefactRef weights = store.put("model.safetensors", "test/kinds/model.safetensors", CONTENT);
        for (String group : List.of(TuneJob.MODELS, TuneJob.SCRATCH)) {
            store.create(
                    StoreKeys.modelManifest(family, group, "L06"),
                    Json.write(withFiles(group, List.of(json, lines, card, weights))));
        }
        store.create(
                StoreKeys.ancestorManifest("kinds"),
                Json.write(new AncestorManifest("kinds", Samples.ANCESTOR, weights, json, null, null, Instant.EPOCH)));

        // When / Then
        for (String of :
                List.of("/families/" + family + "/models/L06", "/families/" + family + "/baselines/scratch/L06")) {
            assertFile(of + "/files/config.json", "application/json", "{}".getBytes());
            assertFile(of + "/files/history.jsonl", "application/jsonl", "{}\n".getBytes());
            assertFile(of + "/files/README.md", "text/markdown;charset=UTF-8", "# A model".getBytes());
            assertFile(of + "/files/model.safetensors", "application/octet-stream", CONTENT);
        }
        assertFile("/ancestors/kinds/files/config.json", "application/json", "{}".getBytes());
        assertFile("/ancestors/kinds/files/model.safetensors", "application/octet-stream", CONTENT);
    }

    @Test
    void fileThatIsGoneFromTheStoreIsSaidToBeGone() {
        // Given
        String id = "gone-00000001";
        ArtefactRef weights = store.put("learngene.safetensors", "test/" + id, CONTENT);
        store.create(StoreKeys.learngeneManifest(id), Json.write(Samples.learngeneOf(id, weights)));
        store.delete("test/" + id);

        // When: once more than there are downloads at the same time
        for (int i = 0; i < 9; i++) {
            Response gone = given().get("/learngenes/" + id + "/files/learngene.safetensors");

            // Then
            assertThat(gone.statusCode()).as(gone.asString()).isEqualTo(404);
            assertThat(gone.<String>path("detail")).contains("test/" + id);
            assertThat(gone.header("ETag")).isNull();
        }
    }

    @Test
    void damagedManifestIsNamed() {
        // Given
        store.put("manifest", StoreKeys.learngeneManifest("damaged-1"), "{\"kind\": ".getBytes());

        // When
        Response shown = given().get("/learngenes/damaged-1");
        Response listed = given().get("/learngenes?limit=1000");

        // Then
        assertThat(shown.statusCode()).isEqualTo(409);
        assertThat(shown.<String>path("detail"))
                .contains("learngenes/damaged-1/learngene.json in the store is damaged");
        assertThat(listed.<List<String>>path("learngenes.id")).contains(ID).doesNotContain("damaged-1");
    }

    private static ModelManifest withFiles(String group, List<ArtefactRef> files) {
        ModelManifest model = Samples.model(group, "L06", 0.5);
        com.fasterxml.jackson.databind.node.ObjectNode tree = Json.mapper().valueToTree(model);
        tree.set("files", Json.mapper().valueToTree(files));
        return Json.read(Json.write(tree), ModelManifest.class);
    }

    private static void assertFile(String path, String type, byte[] content) {
        Response answer = given().get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.statusLine()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualToIgnoringCase(type);
        assertThat(answer.asByteArray()).isEqualTo(content);
    }
}

package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.view.Problem;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.method.LearngeneManifest;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads are refused before anything of them is in the store; downloads are what was stored. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class TransferTest {

    private static final String[] GOOD = {"train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "test/dog/1.png"};

    /** The gateway looks at its names alone. */
    private static final byte[] TORCHSCRIPT = zip("m/constants.pkl", "m/code/__torch__.py", "m/data.pkl");

    private static final byte[] TORCHSCRIPT_CONFIG =
            config(new TorchScriptArchitecture(48, SyntheticShapes.CLASS_NAMES.size(), null, null));

    @Inject
    ArtefactStore store;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @Test
    void datasetIsStoredOncePerContentAndPinned() {
        // Given
        byte[] archive = zip(GOOD);

        // When
        Response first = put("/datasets/pets", archive);
        Response second = put("/datasets/pets", archive);
        Response family = given().contentType("application/json")
                .body("{\"dataset\": \"pets\"}")
                .post("/families");

        // Then
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(201);
        assertThat(first.<String>path("format")).isEqualTo("zip");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(given().get("/datasets").<List<String>>path("datasets.name")).contains("pets");
        assertThat(given().get("/families/" + family.path("family") + "/request")
                        .<String>path("dataset.sha256"))
                .isEqualTo(first.path("sha256"));
    }

    @Test
    void escapingNamesAreRefused() {
        assertRefused("zip-up", zip("train/cat/1.png", "../../etc/passwd"), 422, "../../etc/passwd");
        assertRefused("zip-root", zip("/etc/passwd"), 422, "/etc/passwd");
        assertRefused("tar-link", tarWithLink(), 422, "link");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        byte[] good = zip(GOOD);
        assertRefused("text", "hello".getBytes(UTF_8), 422, "zip, tar or tar.gz");
        assertRefused("truncated", Arrays.copyOf(good, good.length / 2), 422, "the archive");
        assertRefused("one-class", zip("train/cat/1.png", "test/cat/1.png"), 422, "class");
        assertRefused("empty", new byte[0], 400, "empty");
        assertRefused("large", new byte[2_100_000], 413, "2000000");
        assertRefused("synthetic-shapes", good, 400, "built in");
        assertRefused("Up_Case", good, 400, "lower case");
    }

    @Test
    void ancestorIsPublishedWhenItsFilesBelongTogether() throws IOException {
        // Given
        VitArchitecture shape = new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null);
        put("/ancestors/tiny/files/config.json", config(shape));
        put("/ancestors/tiny/files/model.safetensors", weights(shape));

        // When
        Response published = given().post("/ancestors/tiny");

        // Then
        assertThat(published.statusCode()).as(published.asString()).isEqualTo(201);
        assertThat(given().get("/ancestors").<List<String>>path("ancestors.id")).contains("tiny");
        assertThat(put("/ancestors/tiny/files/config.json", config(shape)).statusCode())
                .isEqualTo(200);
        Response changed = put("/ancestors/tiny/files/config.json", config(shape.withDepth(2)));
        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(changed.<String>path("detail")).contains("published with another config.json");
        put("/datasets/thirty-six", zip(GOOD));
        Response other = given().contentType("application/json")
                .body("{\"dataset\": {\"name\": \"thirty-six\", \"image_size\": 36}, \"ancestor\": \"tiny\","
                        + " \"auxiliary\": {\"patch_size\": 6}}")
                .post("/families");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.<String>path("detail")).contains("32");
    }

    @Test
    void pickledWeightsAreRefusedWithTheReason() {
        // When
        Response refused = put("/ancestors/pickled/files/pytorch_model.bin", new byte[] {1, 2, 3});

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("detail")).contains("runs whatever code", "model.safetensors");
    }

    @Test
    void torchScriptFileIsPublishedForImagesOfItsSize() {
        // Given
        put("/ancestors/theirs/files/config.json", TORCHSCRIPT_CONFIG);
        put("/ancestors/theirs/files/model.torchscript", TORCHSCRIPT);

        // When
        Response published = given().post("/ancestors/theirs");

        // Then
        assertThat(published.statusCode()).as(published.asString()).isEqualTo(201);
        assertThat(published.<String>path("architecture.type")).isEqualTo("torchscript");
        assertThat(published.<String>path("weights.name")).isEqualTo("model.torchscript");
        assertThat(given().get("/ancestors/theirs/files/model.torchscript").asByteArray())
                .isEqualTo(TORCHSCRIPT);
        Response other = given().contentType("application/json")
                .body("{\"dataset\": {\"name\": \"synthetic-shapes\"}, \"ancestor\": \"theirs\"}")
                .post("/families");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.<String>path("detail")).contains("set dataset.image_size to 48");
    }

    @Test
    void whatIsNoTorchScriptFileIsRefused() {
        // When
        Response text = put("/ancestors/untrue/files/model.torchscript", "hello".getBytes(UTF_8));
        Response pickle = put("/ancestors/untrue/files/model.torchscript", zip("m/data.pkl", "m/constants.pkl"));
        byte[] end = {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0};
        Response wide = put("/ancestors/untrue/files/model.torchscript", end);

        // Then
        assertThat(wide.statusCode()).isEqualTo(422);
        assertThat(wide.<String>path("detail")).contains("its zip directory has more than the 25600000 bytes");
        assertThat(text.statusCode()).isEqualTo(422);
        assertThat(text.<String>path("detail")).contains("no whole zip", "torch.jit.save");
        assertThat(pickle.statusCode()).isEqualTo(422);
        assertThat(pickle.<String>path("detail")).contains("holds no code/", "torch.save writes a pickle");
        assertThat(store.list("ancestors/untrue/")).isEmpty();
    }

    @Test
    void torchScriptFileNeedsAConfigOfItsOwn() {
        // Given
        put("/ancestors/mixed/files/config.json", config(new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null)));
        put("/ancestors/mixed/files/model.torchscript", TORCHSCRIPT);

        // When
        Response refused = given().post("/ancestors/mixed");

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("detail")).contains("config.json: architecture", "'torchscript'");
    }

    @Test
    void configOfATorchScriptFileNeedsTheFile() throws IOException {
        // Given
        put("/ancestors/alone/files/config.json", TORCHSCRIPT_CONFIG);
        put(
                "/ancestors/alone/files/model.safetensors",
                weights(new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null)));

        // When
        Response refused = given().post("/ancestors/alone");

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("detail")).contains("model.torchscript: it was not uploaded");
    }

    @Test
    void ancestorIsEitherWeightsOrATorchScriptFile() throws IOException {
        // Given
        put("/ancestors/twice/files/config.json", TORCHSCRIPT_CONFIG);
        put("/ancestors/twice/files/model.torchscript", TORCHSCRIPT);
        put(
                "/ancestors/twice/files/model.safetensors",
                weights(new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null)));

        // When
        Response refused = given().post("/ancestors/twice");

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("detail")).contains("model.safetensors was uploaded too", "another id");
    }

    @Test
    void ancestorOfAnotherNormalisationIsPublishedForTheOneUsedHere() throws IOException {
        // Given
        VitArchitecture shape = new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null);
        byte[] weights = weights(shape);
        String halves = new String(config(shape), java.nio.charset.StandardCharsets.UTF_8)
                .replaceAll("\"mean\" : \\[[^]]*]", "\"mean\" : [0.5, 0.5, 0.5]");
        put("/ancestors/halves/files/config.json", halves.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put("/ancestors/halves/files/model.safetensors", weights);

        // When
        Response published = given().post("/ancestors/halves");

        // Then
        assertThat(published.statusCode()).as(published.asString()).isEqualTo(201);
        assertThat(published.<String>path("weights.key"))
                .isEqualTo("ancestors/halves/" + published.path("weights.sha256") + "/model.safetensors");
        assertThat(published.<Integer>path("weights.size")).isPositive();
    }

    @Test
    void ancestorOfAnotherShapeIsRefusedWithEveryTensor() throws IOException {
        // Given
        VitArchitecture shape = new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null);
        put("/ancestors/other/files/config.json", config(shape));
        put("/ancestors/other/files/model.safetensors", weights(shape.forDataset(5, 32)));

        // When
        Response refused = given().post("/ancestors/other");

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("detail")).contains("head.weight").contains("head.bias");
        assertThat(given().get("/ancestors/other").statusCode()).isEqualTo(404);
    }

    @Test
    void lyingWeightsAreRefused() throws IOException {
        // Given
        byte[] good = weights(new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null));
        byte[] lying = good.clone();
        lying[6] = 0x7f;

        // When
        Response truncated = put("/ancestors/bad/files/model.safetensors", Arrays.copyOf(good, good.length - 1));
        Response huge = put("/ancestors/bad/files/model.safetensors", lying);
        Response incomplete = given().post("/ancestors/bad");
        Response unknown = put("/ancestors/bad/files/..%2Fx", good);

        // Then
        assertThat(truncated.statusCode()).isEqualTo(422);
        assertThat(truncated.<String>path("detail")).contains("truncated");
        assertThat(huge.statusCode()).isEqualTo(422);
        assertThat(incomplete.statusCode()).isEqualTo(422);
        assertThat(incomplete.<String>path("detail")).contains("not uploaded");
        assertThat(unknown.statusCode()).isIn(400, 404);
        assertThat(store.list("ancestors/bad/")).isEmpty();
    }

    @Test
    void initialisationIsGeneratedFromTheLearngene(@TempDir Path folder) throws IOException {
        // Given
        Map<String, Tensor> learngene = tensors(NetworkSpec.auxiliary(Samples.AUXILIARY, Samples.REPEATS));
        LearngeneManifest manifest = storeLearngene("gen-00000001", learngene);
        store.put(
                "L06.json",
                StoreKeys.initialisation("gen-00000001", "L06"),
                Json.write(Samples.initialisationOf(manifest.id(), "L06")));

        // When
        byte[] generated = given().get("/families/gen-00000001/initialisations/L06/files/model.safetensors")
                .then()
                .statusCode(200)
                .header("Transfer-Encoding", nullValue())
                .extract()
                .asByteArray();
        Response config = given().get("/families/gen-00000001/initialisations/L06/files/config.json");

        // Then
        Path file = Files.write(folder.resolve("L06.safetensors"), generated);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            Map<String, Tensor> expected = Expansion.weights(learngene, List.of(0, 0, 0, 1, 1, 1));
            assertThat(read.tensors()).isEqualTo(expected);
        }
        assertThat(config.<Integer>path("model_args.depth")).isEqualTo(6);
    }

    /** Where its dataset is gone, nothing is known of it, and it stays downloadable. */
    @Test
    void initialisationOfAMultiLabelFamilySaysSo() throws IOException {
        // Given
        LearngeneManifest manifest =
                storeLearngene("gen-00000005", tensors(NetworkSpec.auxiliary(Samples.AUXILIARY, Samples.REPEATS)));
        ObjectNode tree = Json.mapper().valueToTree(manifest);
        ((ObjectNode) tree.path("provenance"))
                .set(
                        "dataset",
                        Json.mapper().valueToTree(DatasetSelection.of("several").pinnedTo("2".repeat(64))));
        store.put("learngene.json", StoreKeys.learngeneManifest("gen-00000005"), Json.write(tree));
        store.put(
                "L06.json",
                StoreKeys.initialisation("gen-00000005", "L06"),
                Json.write(Samples.initialisationOf(manifest.id(), "L06")));
        String config = "/families/gen-00000005/initialisations/L06/files/config.json";
        Response without = given().get(config);
        String key = StoreKeys.datasetManifest("several", "2".repeat(64));
        TreeMap<String, Integer> positives = new TreeMap<>(Map.of("cat", 1, "dog", 1));

        // When
        store.put(
                "dataset.json",
                key,
                Json.write(new DatasetManifest(
                        "several",
                        "2".repeat(64),
                        "zip",
                        new ArtefactRef("source.zip", key, 1, "2".repeat(64)),
                        positives,
                        positives,
                        null,
                        null,
                        new MultiLabel(new MultiLabel.Images(2, 0), new MultiLabel.Images(2, 0), null),
                        Samples.T0)));
        Response with = given().get(config);

        // Then
        assertThat(without.statusCode()).isEqualTo(200);
        assertThat(without.<String>path("problem_type")).isNull();
        assertThat(with.<String>path("problem_type")).isEqualTo("multi_label_classification");
        assertThat(with.<Integer>path("model_args.depth")).isEqualTo(6);
    }

    @Test
    void initialisationOfALearngeneThatIsNoneIsRefusedBeforeAByteIsSent() throws IOException {
        // Given
        LearngeneManifest manifest =
                storeLearngene("gen-00000003", Map.of("blocks.0.w", Tensor.ofFloats(List.of(1L), new float[1])));
        store.put(
                "L06.json",
                StoreKeys.initialisation("gen-00000003", "L06"),
                Json.write(Samples.initialisationOf(manifest.id(), "L06")));

        // When
        Response refused = given().get("/families/gen-00000003/initialisations/L06/files/model.safetensors");

        // Then
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.<String>path("detail")).contains("initialisation L06", "missing: pos_embed");
    }

    @Test
    void storedFileHasTagRangeAndLength() throws IOException {
        // Given
        LearngeneManifest manifest =
                storeLearngene("gen-00000002", tensors(NetworkSpec.auxiliary(Samples.AUXILIARY, Samples.REPEATS)));
        String path = "/learngenes/gen-00000002/files/learngene.safetensors";

        // When
        Response whole = given().get(path);
        Response part = given().header("Range", "bytes=2-5").get(path);
        Response known = given().header("If-None-Match", whole.header("ETag")).get(path);
        Response outside = given().header("Range", "bytes=99999999-").get(path);
        Response other = given().get("/learngenes/gen-00000002/files/nothing.bin");

        // Then
        byte[] bytes = whole.asByteArray();
        assertThat(whole.header("Content-Length"))
                .isEqualTo(Long.toString(manifest.weights().size()));
        assertThat(whole.header("ETag")).contains(manifest.weights().sha256());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 2, 6));
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-5/" + bytes.length);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(outside.statusCode()).isEqualTo(416);
        assertThat(other.<String>path("detail")).contains("learngene.safetensors");
    }

    @Test
    void learngenesAreListedAPageAtATimeWithoutTheirEpochs() throws IOException {
        // Given: no others lie behind these
        Map<String, Tensor> tensors = tensors(NetworkSpec.auxiliary(Samples.AUXILIARY, Samples.REPEATS));
        for (int i = 1; i <= 3; i++) {
            storeLearngene("page-0000000" + i, tensors);
        }

        // When
        Response first = given().get("/learngenes?limit=2&after=page-00000000");
        Response second = given().get("/learngenes?limit=2&after=" + first.path("next"));
        Response none = given().get("/learngenes?limit=0");

        // Then
        assertThat(first.<List<String>>path("learngenes.id")).containsExactly("page-00000001", "page-00000002");
        assertThat(first.<Object>path("learngenes[0].weights.key")).isEqualTo("test/page-00000001.safetensors");
        assertThat(first.<Object>path("learngenes[0].history")).isNull();
        assertThat(second.<List<String>>path("learngenes.id")).containsExactly("page-00000003");
        assertThat(second.<Object>path("next")).isNull();
        assertThat(none.statusCode()).isEqualTo(400);
    }

    @Test
    void publishedFilesNeverChange() throws IOException {
        // Given: weights that are replaced before the publication, and again after it
        VitArchitecture shape = new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null);
        byte[] meant = weights(shape);
        byte[] other = meant.clone();
        other[other.length - 1]++;
        put("/ancestors/kept/files/config.json", config(shape));
        put("/ancestors/kept/files/model.safetensors", other);
        assertThat(put("/ancestors/kept/files/model.safetensors", meant).statusCode())
                .isEqualTo(201);

        // When
        Response published = given().post("/ancestors/kept");
        Response late = put("/ancestors/kept/files/model.safetensors", other);
        Response same = put("/ancestors/kept/files/model.safetensors", meant);
        Response again = given().post("/ancestors/kept");

        // Then
        assertThat(published.statusCode()).as(published.asString()).isEqualTo(201);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(again.<String>path("weights.sha256")).isEqualTo(published.path("weights.sha256"));
        byte[] stored = given().get("/ancestors/kept/files/model.safetensors").asByteArray();
        assertThat(Sha256.of(stored)).isEqualTo(published.path("weights.sha256"));
    }

    private LearngeneManifest storeLearngene(String id, Map<String, Tensor> tensors) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SafetensorsWriter.write(file, tensors, Map.of());
        ArtefactRef weights = store.put("learngene.safetensors", "test/" + id + ".safetensors", file.toByteArray());
        LearngeneManifest manifest = Samples.learngeneOf(id, weights);
        store.create(StoreKeys.learngeneManifest(id), Json.write(manifest));
        return manifest;
    }

    private void assertRefused(String name, byte[] body, int status, String says) {
        Response answer = put("/datasets/" + name, body);
        assertThat(answer.statusCode()).as(name + ": " + answer.asString()).isEqualTo(status);
        assertThat(Json.read(answer.asByteArray(), Problem.class).detail())
                .contains(says)
                .doesNotContain("/tmp/");
        assertThat(store.list("datasets/" + name)).isEmpty();
    }

    private static Response put(String path, byte[] body) {
        return given().urlEncodingEnabled(false)
                .contentType("application/octet-stream")
                .body(body)
                .put(path);
    }

    private static byte[] config(ModelArchitecture shape) {
        double[] any = {0.5, 0.5, 0.5};
        return Json.write(TimmConfig.write(shape, List.of(), any, any, 1));
    }

    private byte[] weights(VitArchitecture shape) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, tensors(NetworkSpec.of(shape)), Map.of());
        return out.toByteArray();
    }

    /** Every tensor has other values. */
    private static Map<String, Tensor> tensors(NetworkSpec spec) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            float[] values = new float[(int) parameter.elements()];
            Arrays.fill(values, tensors.size() + 1);
            tensors.put(parameter.name(), Tensor.ofFloats(parameter.shape(), values));
        }
        return tensors;
    }

    private static byte[] zip(String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] tarWithLink() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry link = new TarArchiveEntry("train/cat/1.png", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

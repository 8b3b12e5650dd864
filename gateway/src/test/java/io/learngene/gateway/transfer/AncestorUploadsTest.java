package io.learngene.gateway.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Activation;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Layer;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.NoQuotas;
import io.learngene.gateway.submission.SmallSubmission;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ancestors from outside: nothing that their files say of themselves is believed before the files agree. */
class AncestorUploadsTest {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 16, 2, 1, 3, null, null, null);

    @TempDir
    Path folder;

    private FolderStore store;
    private AncestorUploads uploads;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
        uploads = uploads(store);
    }

    private AncestorUploads uploads(ArtefactStore where) {
        GatewayConfig config = Settings.of(Map.of("directory", folder.toString(), "transfers", "16"));
        SmallSubmission submission = new SmallSubmission(where, config);
        return new AncestorUploads(
                new Spool(config),
                where,
                submission.manifests(),
                submission.catalogue(),
                Settings.foundry(),
                NoQuotas.quotas(),
                InstantSource.system());
    }

    @Test
    void torchScriptFileIsRefusedUnlessTheOperatorSwitchedItOn() {
        // Given: nothing is configured, and nothing is touched before the refusal
        AncestorUploads untouched = new AncestorUploads(
                null, null, null, null, Settings.foundry(), NoQuotas.quotas(), InstantSource.system());

        // When / Then
        assertThatThrownBy(() -> untouched.put("theirs", "model.torchscript", InputStream.nullInputStream(), -1))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("file: 'model.torchscript'")
                .hasMessageContaining("runs what its author put in")
                .hasMessageContaining("foundry.ancestor.torchscript=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pytorch_model.bin", "model.pt", "model.pth", "last.ckpt", "weights.pkl", "a/../b.pkl", ".bin"})
    void picklesAreRefusedWithTheReason(String file) {
        assertThatThrownBy(() -> put(file, new byte[] {1}))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("runs whatever code its author put in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../config.json", "config.json/", "CONFIG.JSON", "ancestor.json", "", "config.json\u0000"})
    void otherFilesAreRefusedWithThoseThatAnAncestorHas(String file) {
        assertThatThrownBy(() -> put(file, new byte[] {1}))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("an ancestor has the files [config.json, model.safetensors");
        assertThat(store.list("")).isEmpty();
    }

    /** What lay unpublished for long may be removed as an orphan at any moment. */
    @Test
    void ancestorWhoseFilesAreRemovedWhileItIsPublishedIsNotPublished() {
        // Given
        put(CONFIG, config(SHAPE, change -> {}));
        put(WEIGHTS, weights(SHAPE));
        String manifest = StoreKeys.ancestorManifest("theirs");
        ArtefactStore watched = (ArtefactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create") && arguments[0].equals(manifest)) {
                        store.list("ancestors/theirs/uploads/").forEach(each -> store.delete(each.key()));
                    }
                    return method.invoke(store, arguments);
                });

        // When / Then
        assertThatThrownBy(() -> uploads(watched).publish("theirs"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("upload them again");
        assertThat(store.stat(manifest)).isEmpty();
    }

    @Test
    void missingFileIsNamedWithTheRequestThatSendsIt() {
        // Given
        put(WEIGHTS, weights(SHAPE));

        // When / Then
        assertUnusable(CONFIG, "send it with PUT /ancestors/theirs/files/config.json");
        put(CONFIG, config(SHAPE, tree -> {}));
        assertThat(uploads.publish("theirs").architecture()).isEqualTo(SHAPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "3",
                "\"vit\"",
                "{}",
                "{} {}",
                "\u0000",
                "{\"architecture\": 3}",
                "{\u0000\u0000\u0000\u0000\u0000\u0000\u0000of UTF-32 no character"
            })
    void configThatIsNoneIsNamed(String content) {
        // Given
        put(WEIGHTS, weights(SHAPE));
        put(CONFIG, content.getBytes(UTF_8));

        // When / Then
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("config.json");
        assertNotPublished();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "architecture | resnext50 | architecture",
                "architecture | mixer_b16_224 | architecture",
                "num_classes | -1 | classes",
                "num_classes | 2147483647 | classes",
                "num_classes | 3.5 | num_classes",
                "model_args.depth | 100000000 | depth",
                "model_args.depth | 0 | depth",
                "model_args.embed_dim | 17 | heads",
                "model_args.img_size | 2147483647 | image_size",
                "model_args.patch_size | 7 | patch",
                "model_args.num_heads | 0 | heads",
                "model_args.mlp_ratio | -4 | mlp_ratio",
                "model_args.mlp_ratio | 1e300 | mlp_ratio",
                "model_args.norm_eps | 1e999 | norm_eps",
                "model_args.proj_bias | false | proj_bias",
                "model_args.reg_tokens | 2147483647 | registers",
                "num_classes | 0 | it has no head, and a teacher needs one",
                "model_args.global_pool | max | global_pool",
                "pretrained_cfg.std | [0.5, 0, 0.5] | std",
                "pretrained_cfg.std | [0.5, 1e999, 0.5] | std",
                "pretrained_cfg.mean | [1e999, 0.5, 0.5] | mean",
                "pretrained_cfg.mean | [\"a\", \"b\", \"c\"] | mean",
                "label_names | [\"only one\"] | label_names"
            })
    void configThatNoNetworkCanHaveIsRefusedByField(String path, String value, String field) throws IOException {
        // Given
        put(WEIGHTS, weights(SHAPE));
        boolean json = value.matches("[-0-9\\[f].*");
        String written = json ? value : '"' + value + '"';
        put(CONFIG, config(SHAPE, tree -> {
            ObjectNode parent = (ObjectNode) (path.contains(".") ? tree.get(path.split("\\.")[0]) : tree);
            parent.set(path.substring(path.indexOf('.') + 1), tree(written));
        }));

        // When / Then
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOfAny(InvalidFieldException.class, ProblemException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(field);
        assertNotPublished();
    }

    @Test
    void towerWithoutAHeadIsRefusedWithTheRemedy() {
        // Given: a config that claims classes, as some are published
        Map<String, Tensor> tower = tensors(NetworkSpec.of(SHAPE));
        tower.keySet().removeIf(name -> name.startsWith("head."));
        put(WEIGHTS, weights(tower));
        put(CONFIG, config(SHAPE, tree -> {}));

        // When / Then
        assertUnusable(WEIGHTS, "train one for these classes on its features");
    }

    @Test
    void modernVisionTransformerIsPublishedAsWhatItIs() {
        // Given
        ModernVitArchitecture modern = new ModernVitArchitecture(
                32,
                8,
                16,
                2,
                1,
                3,
                1e-6,
                new Tokens(true, 2, 3, false),
                new Layer(64, false, Activation.GELU, true, false, true),
                new Answer(Pool.CLASS_TOKEN, FinalNorm.BEFORE_POOLING));
        put(WEIGHTS, weights(NetworkSpec.of(modern)));
        put(
                CONFIG,
                ("{\"architecture\": \"vit_tiny_patch16_224\", \"num_classes\": 3, \"model_args\": {\"img_size\": 32,"
                                + " \"patch_size\": 8, \"embed_dim\": 16, \"depth\": 1, \"num_heads\": 2, \"reg_tokens\": 2,"
                                + " \"init_values\": 1e-5}}")
                        .getBytes(UTF_8));

        // When / Then
        assertThat(uploads.publish("theirs").architecture()).isEqualTo(modern);
    }

    @Test
    void configOfAnotherNetworkIsRefusedWithTheTensors() {
        for (VitArchitecture other : List.of(SHAPE.withDepth(2), SHAPE.forDataset(5, 32), SHAPE.forDataset(3, 64))) {
            // Given
            put(WEIGHTS, weights(SHAPE));
            put(CONFIG, config(other, tree -> {}));

            // When / Then
            assertUnusable(WEIGHTS, "it does not fit config.json");
        }
    }

    @Test
    void manyComplaintsAreShortened() {
        // Given
        put(WEIGHTS, weights(SHAPE));
        put(CONFIG, config(SHAPE.withDepth(12), tree -> {}));

        // When / Then: of twelve for each of eleven layers, twenty
        assertUnusable(WEIGHTS, "and 112 more");
    }

    @Test
    void endlessNameInAFileIsNotRepeatedInWhole() {
        // Given
        put(WEIGHTS, weights(Map.of("x".repeat(40_000), Tensor.ofFloats(List.of(1L), new float[1]))));
        put(CONFIG, config(SHAPE, tree -> {}));

        // When / Then
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOf(ProblemException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(10_000));
    }

    @Test
    void damagedUploadIsNamedByItsKey() {
        // Given
        store.put("x", "ancestors/theirs/uploads/config.json.json", "{".getBytes(UTF_8));

        // When / Then
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("ancestors/theirs/uploads/config.json.json in the store is damaged");
    }

    @Test
    void timmWeightsUnderAHuggingFaceConfigAreRefusedByName() {
        // Given: a mistake that is easily made
        put(WEIGHTS, weights(SHAPE));
        put(CONFIG, huggingFace());

        // When / Then
        assertUnusable(WEIGHTS, "missing: blocks.0.attn.qkv.weight");
    }

    @Test
    void configOfHuggingFaceIsReadWithTheNormalisationBesideIt() {
        // Given
        put(CONFIG, huggingFace());
        put("preprocessor_config.json", "{\"image_mean\": [1, 2]".getBytes(UTF_8));
        put(WEIGHTS, weights(SHAPE));

        // When / Then
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("preprocessor_config.json");
    }

    @Test
    void residualNetworkOfAnotherNormalisationIsRefusedWithTheOneThatIsMeant() {
        // Given: its padding does not allow others
        ResNetArchitecture shape = new ResNetArchitecture(32, 3, List.of(1, 1), null, null, 4);
        put(WEIGHTS, weights(NetworkSpec.of(shape)));
        double[] halves = {0.5, 0.5, 0.5};
        put(CONFIG, Json.write(TimmConfig.write(shape, List.of(), halves, halves, 1)));

        // When / Then
        assertUnusable(CONFIG, "mean and std of a residual network have to be");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void weightsThatAreCutOffAreRefusedAtOnce(int length) {
        // Given
        byte[] cut = Arrays.copyOf(weights(SHAPE), length);

        // When / Then
        assertThatThrownBy(() -> put(WEIGHTS, cut))
                .isInstanceOfAny(SafetensorsException.class, InvalidFieldException.class);
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 22\n",
                "<!DOCTYPE html><html><body>Sign in to download</body></html>",
                "PK\u0003\u0004 a pickle in a zip, under another name"
            })
    void whatStandsInForWeightsIsRefusedAtOnce(String content) {
        assertThatThrownBy(() -> put(WEIGHTS, content.getBytes(UTF_8)))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("the file is truncated or no safetensors file");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void smallFileHasItsOwnBound() {
        for (String file : List.of(CONFIG, "preprocessor_config.json", "README.md")) {
            assertThatThrownBy(() -> put(file, new byte[(2 << 20) + 1]))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("2097152 bytes allowed");
        }
    }

    @Test
    void fileThatIsReplacedBeforeItIsPublishedIsTheLastOne() {
        // Given
        put(CONFIG, config(SHAPE.withDepth(2), tree -> {}));
        put(WEIGHTS, weights(SHAPE));

        // When
        AncestorUploads.Received replaced = put(CONFIG, config(SHAPE, tree -> {}));

        // Then
        assertThat(replaced.created()).isTrue();
        assertThat(uploads.publish("theirs").config().sha256())
                .isEqualTo(replaced.file().sha256());
    }

    @Test
    void manyPublicationsAtOnceAreOne() throws Exception {
        // Given
        put(CONFIG, config(SHAPE, tree -> {}));
        put(WEIGHTS, weights(SHAPE));
        ExecutorService clients = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<AncestorManifest>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(clients.submit(() -> {
                start.await();
                return uploads.publish("theirs");
            }));
        }

        // When
        start.countDown();

        // Then
        Set<AncestorManifest> published = new HashSet<>();
        for (Future<AncestorManifest> answer : answers) {
            published.add(answer.get());
        }
        clients.shutdown();
        assertThat(published).hasSize(1);
    }

    @Test
    void sameFileFromManyAtOnceIsWholeAndOne() throws Exception {
        // Given
        byte[] weights = weights(SHAPE);
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<AncestorUploads.Received>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(clients.submit(() -> put(WEIGHTS, weights)));
        }

        // When
        Set<AncestorUploads.Stored> stored = new HashSet<>();
        for (Future<AncestorUploads.Received> answer : answers) {
            stored.add(answer.get().file());
        }
        clients.shutdown();

        // Then
        assertThat(stored).hasSize(1);
        String sha256 = stored.iterator().next().sha256();
        assertThat(store.read("ancestors/theirs/" + sha256 + "/" + WEIGHTS)).hasValue(weights);
    }

    private void assertUnusable(String field, String says) {
        assertThatThrownBy(() -> uploads.publish("theirs"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(says)
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo(field))
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(422));
        assertNotPublished();
    }

    private void assertNotPublished() {
        assertThat(store.read("ancestors/theirs/ancestor.json")).isEmpty();
    }

    private AncestorUploads.Received put(String file, byte[] content) {
        return uploads.put("theirs", file, new ByteArrayInputStream(content), content.length);
    }

    private static byte[] config(VitArchitecture shape, Consumer<ObjectNode> change) {
        double[] mean = {0.485, 0.456, 0.406};
        double[] deviation = {0.229, 0.224, 0.225};
        ObjectNode tree = TimmConfig.write(shape, List.of(), mean, deviation, 1);
        change.accept(tree);
        return Json.write(tree);
    }

    private static byte[] huggingFace() {
        VitArchitecture token = new VitArchitecture(
                32, 8, 16, 2, 1, 3, null, null, io.learngene.contracts.architecture.Pooling.CLASS_TOKEN);
        return Json.write(HuggingFaceConfig.write(token, List.of("a", "b", "c")));
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] weights(VitArchitecture shape) {
        return weights(NetworkSpec.of(shape));
    }

    private static byte[] weights(NetworkSpec spec) {
        return weights(tensors(spec));
    }

    private static Map<String, Tensor> tensors(NetworkSpec spec) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            tensors.put(
                    parameter.name(),
                    parameter.kind() == ParameterSpec.Kind.BATCHES
                            ? Tensor.ofLongs(parameter.shape(), new long[1])
                            : Tensor.ofFloats(parameter.shape(), new float[(int) parameter.elements()]));
        }
        return tensors;
    }

    private static byte[] weights(Map<String, Tensor> tensors) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SafetensorsWriter.write(out, tensors, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

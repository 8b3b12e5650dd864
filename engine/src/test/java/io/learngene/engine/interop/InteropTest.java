package io.learngene.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.model.ForeignCheckpoint;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.ScriptedClassifier;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * timm, transformers, PyTorch and ONNX Runtime themselves read what is written here, and write what is read here. They run once, in {@code
 * src/test/python/interop.py}; each test looks at one of their answers.
 */
class InteropTest {

    /** A Python that has what {@code src/test/python/requirements.txt} names. Where it is set, nothing is skipped. */
    private static final String PYTHON = "FOUNDRY_INTEROP_PYTHON";

    private static final int MOST_SECONDS = 900;

    @TempDir
    static Path work;

    private static JsonNode answers;

    @BeforeAll
    static void ask() throws Exception {
        String python = System.getenv(PYTHON);
        assumeTrue(
                python != null,
                PYTHON + " is not set: timm and transformers are not asked; .ci/run makes an environment with them");
        Colours.write(work.resolve("colours.safetensors"));
        Colours.pictures(work.resolve("images"));
        for (Exports.Export export : Exports.all()) {
            Exports.write(work.resolve(export.name()), export);
        }
        Files.write(work.resolve("exports.json"), Json.write(Exports.list(work)));
        Path log = work.resolve("python.log");
        ProcessBuilder builder = new ProcessBuilder(python, "src/test/python/interop.py", work.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("HF_HUB_OFFLINE", "1");
        builder.environment().put("TRANSFORMERS_VERBOSITY", "error");
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(() -> text(log)).isZero();
        answers = Json.read(Files.readAllBytes(work.resolve("answers.json")), JsonNode.class);
    }

    static List<Exports.Export> exports() {
        return Exports.all();
    }

    static Stream<Exports.Export> folders() {
        return Stream.concat(timm(), huggingFace());
    }

    static Stream<Exports.Export> timm() {
        return Exports.all().stream().filter(export -> export.form().equals("timm"));
    }

    static Stream<Exports.Export> huggingFace() {
        return Exports.all().stream().filter(export -> export.form().equals("huggingface"));
    }

    static Stream<Exports.Export> onnx() {
        return Exports.all().stream().filter(export -> export.form().equals("onnx"));
    }

    static Stream<Exports.Export> exact() {
        return Exports.all().stream().filter(export -> "exact".equals(export.images()));
    }

    static Stream<Exports.Export> photos() {
        return Exports.all().stream().filter(export -> "photos".equals(export.images()));
    }

    static Stream<String> saved() {
        return folders()
                .map(Exports.Export::name)
                .filter(name -> !name.equals(Exports.EPSILON))
                .map(name -> name + "-again");
    }

    @ParameterizedTest
    @MethodSource("exports")
    void whatIsWrittenHasTheSameLogitsThere(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        for (Kernels kernels : Kernels.here()) {
            try (Network network = network(export, kernels.torch())) {
                assertSame(answer, network);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void whatIsWrittenTakesOtherClassesThereAndKeepsItsFeatures(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        assertThat(answer.path("classes").asInt()).isEqualTo(5);
        assertThat(answer.path("features").asDouble(1)).isLessThan(1e-6);
    }

    /** transformers changes no channels. */
    @ParameterizedTest
    @MethodSource("timm")
    void timmTakesFeaturesAndGreyImages(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        assertThat(answer.path("pooled").asDouble(1)).isLessThan(1e-5);
        assertThat(answer.path("grey").asDouble(1)).isLessThan(1e-4);
    }

    /** timm loads strictly. */
    @ParameterizedTest
    @MethodSource("huggingFace")
    void transformersMissesNothing(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        assertThat(answer.path("problems")).isEmpty();
        assertThat(answer.path("labels")).isEqualTo(Json.mapper().valueToTree(Exports.LABELS));
    }

    /** It checks the file by the operators' own rules. */
    @ParameterizedTest
    @MethodSource("onnx")
    void onnxTakesTheFile(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        assertThat(answer.path("opset").asInt()).isEqualTo(17);
        assertThat(answer.path("labels")).isEqualTo(Json.mapper().valueToTree(Exports.LABELS));
        assertThat(answer.path("weights"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(onnxNames(export.architecture()));
    }

    /** timm's, where queries, keys and values have a product each; what only counts batches is no part of a graph. */
    private static List<String> onnxNames(ModelArchitecture architecture) {
        return NetworkSpec.of(architecture).parameters().stream()
                .filter(parameter -> parameter.kind() != ParameterSpec.Kind.BATCHES)
                .map(ParameterSpec::name)
                .flatMap(name -> name.contains(".qkv.")
                        ? Stream.of("query", "key", "value").map(part -> name.replace(".qkv.", ".qkv." + part + "."))
                        : Stream.of(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("onnx")
    void onnxRuntimeMakesOneNodeOfAttention(Exports.Export export) {
        // When
        JsonNode answer = answer(export.name());

        // Then
        int blocks = export.architecture() instanceof VitArchitecture vit ? vit.depth() : 0;
        assertThat(answer.path("attention").asInt()).isEqualTo(blocks);
    }

    @ParameterizedTest
    @MethodSource("exact")
    void imagesOfTheRightSizeAreClassifiedAlike(Exports.Export export) throws IOException {
        assertSamePredictions(export);
    }

    @ParameterizedTest
    @MethodSource("photos")
    void photosAreClassifiedAlike(Exports.Export export) throws IOException {
        assertSamePredictions(export);
    }

    @ParameterizedTest
    @MethodSource("saved")
    @ValueSource(
            strings = {
                "timm-vit-token",
                "timm-vit-avg",
                "timm-vit-dropout",
                "timm-vit-published",
                "timm-vit-one-level",
                "timm-deit-distilled",
                "timm-resnet",
                "timm-resnet-uncounted",
                "transformers-vit",
                "transformers-vit-modules",
                "transformers-vit-raw",
                "transformers-vit-rescaled",
                "transformers-vit-bytes",
                "transformers-deit",
                "transformers-deit-modules",
                "torchscript-traced",
                "timm-deit3",
                "timm-clip",
                "timm-dinov2",
                "timm-dinov2-giant",
                "timm-reg4-gap",
                "timm-layer-scale",
                "timm-registers",
                "timm-no-embed-class",
                "timm-pre-norm",
                "timm-qk-norm",
                "timm-no-qkv-bias",
                "timm-fc-norm",
                "timm-mean-beside-token",
                "timm-mean-beside-token-norm",
                "timm-no-final-norm",
                "timm-gelu-tanh",
                "timm-swiglu",
                "timm-swiglu-gelu",
                "timm-dynamic",
                "transformers-dinov2",
                "transformers-dinov2-modules",
                "transformers-dinov2-swiglu",
                "transformers-dinov2-swiglu-modules",
                "transformers-dinov2-registers",
                "transformers-dinov2-no-bias",
                "transformers-clip",
                "transformers-clip-modules",
                "transformers-clip-gelu"
            })
    void checkpointOfALibraryHasTheSameLogitsHere(String name) throws IOException {
        // Given
        JsonNode answer = answer(name);

        for (Kernels kernels : Kernels.here()) {
            // When
            try (Classifier ancestor = ancestor(work.resolve("checkpoints").resolve(name), kernels.torch())) {

                // Then
                assertSame(answer, ancestor);
                assertCounted(answer, ancestor.architecture());
            }
        }
    }

    /** Libraries count what their own checkpoints take; what is saved again was counted before. */
    private static void assertCounted(JsonNode answer, ModelArchitecture architecture) {
        if (answer.has("flops")) {
            assertThat(architecture.flops())
                    .as("operations")
                    .isEqualTo(answer.path("flops").asLong());
            assertThat(architecture.parameters())
                    .as("parameters")
                    .isEqualTo(answer.path("parameters").asLong());
        }
    }

    @Test
    void networkKnownByItsNameHasTimmsTensors() {
        // Given
        JsonNode presets = answer("timm-presets");
        assertThat(presets.size()).isGreaterThan(50);

        presets.properties().forEach(preset -> {
            // When
            JsonNode config = Json.mapper()
                    .createObjectNode()
                    .put("architecture", preset.getKey())
                    .put("num_classes", 10);
            ModelArchitecture architecture = TimmConfig.read(config);

            // Then
            assertPreset(preset.getKey(), preset.getValue(), architecture);
        });
    }

    private static void assertPreset(String name, JsonNode theirs, ModelArchitecture architecture) {
        Map<String, String> tensors = new TreeMap<>();
        NetworkSpec.of(architecture)
                .parameters()
                .forEach(each -> tensors.put(each.name(), each.shape().toString()));
        Map<String, String> timms = new TreeMap<>();
        theirs.path("tensors")
                .properties()
                .forEach(each ->
                        timms.put(each.getKey(), each.getValue().toString().replace(",", ", ")));
        assertThat(tensors).as(name).isEqualTo(timms);
        assertThat(architecture.imageSize())
                .as(name)
                .isEqualTo(theirs.path("image_size").asInt());
        if (architecture instanceof ModernVitArchitecture vit) {
            assertThat(vit.normEps()).as(name).isEqualTo(theirs.path("eps").asDouble());
            assertThat(vit.heads()).as(name).isEqualTo(theirs.path("heads").asInt());
            assertThat(theirs.path("activation").asText().replace("_", ""))
                    .as(name)
                    .isEqualToIgnoringCase(vit.block().activation().name().replace("_", ""));
            assertThat(theirs.path("pool").asText())
                    .as(name)
                    .isEqualTo(vit.answer().pool() == Pool.MEAN ? "avg" : "token");
        }
    }

    /** As the gateway takes an upload. */
    private static Classifier ancestor(Path folder, Torch torch) throws IOException {
        JsonNode config = ModelFolder.parseConfig(Files.readAllBytes(folder.resolve(ModelFolder.CONFIG)));
        boolean huggingFace = HuggingFaceConfig.isOne(config);
        ModelArchitecture architecture = huggingFace ? HuggingFaceConfig.read(config) : TimmConfig.read(config);
        if (architecture instanceof TorchScriptArchitecture scripted) {
            return ScriptedClassifier.load(torch, folder.resolve("model.torchscript"), scripted);
        }
        Path preprocessor = folder.resolve("preprocessor_config.json");
        double[] normalisation = huggingFace
                ? HuggingFaceConfig.normalisation(config, ModelFolder.parseConfig(Files.readAllBytes(preprocessor)))
                : TimmConfig.normalisation(config);
        Path file = folder.resolve(ModelFolder.WEIGHTS);
        Path rewritten = folder.resolve("rewritten.safetensors");
        try (SafetensorsFile opened = SafetensorsFile.open(file);
                OutputStream out = Files.newOutputStream(rewritten)) {
            ForeignCheckpoint.of(opened.header(), architecture, huggingFace, normalisation)
                    .write(
                            (offset, length) -> {
                                InputStream in = Files.newInputStream(file);
                                in.skipNBytes(offset);
                                return in;
                            },
                            out);
        }
        NetworkSpec spec = NetworkSpec.of(architecture);
        return Classifier.of(torch, architecture, ModelFolder.readWeights(rewritten, spec), Precision.FP32);
    }

    private static Network network(Exports.Export export, Torch torch) {
        return Network.create(torch, NetworkSpec.of(export.architecture()), export.weights());
    }

    private static void assertSamePredictions(Exports.Export export) throws IOException {
        // When
        JsonNode answer = answer(export.name());

        // Then
        try (Network network = network(export, Torch.cpu())) {
            List<Integer> predictions = Colours.predictions(
                    work.resolve("images").resolve(export.images()), export.cropPct(), network, work);
            assertThat(predictions).hasSizeGreaterThan(10);
            assertThat(new HashSet<>(predictions)).as("different classes").hasSizeGreaterThan(2);
            assertThat(answer.path("predictions")).isEqualTo(Json.mapper().valueToTree(predictions));
        }
    }

    private static void assertSame(JsonNode answer, Classifier classifier) {
        float[] logits = classifier
                .logits(Colours.batch(classifier.architecture().imageSize()))
                .toFloats();
        double[] theirs = Stream.of(Json.mapper().convertValue(answer.path("logits"), double[][].class))
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
        assertThat(logits).hasSameSizeAs(theirs);
        double most = 0;
        for (int i = 0; i < theirs.length; i++) {
            assertThat((double) logits[i]).as("logit " + i).isCloseTo(theirs[i], within(1e-5 * scale(theirs)));
            most = Math.max(most, Math.abs(theirs[i]));
        }
        assertThat(most).as("logits that tell something").isGreaterThan(0.05);
    }

    /** Logits of tens have as many digits as those of one. */
    private static double scale(double[] logits) {
        double most = 1;
        for (double logit : logits) {
            most = Math.max(most, Math.abs(logit));
        }
        return most;
    }

    private static JsonNode answer(String name) {
        JsonNode answer = answers.path(name);
        assertThat(answer.isMissingNode()).as("an answer of " + name).isFalse();
        assertThat(answer.path("error").asText("")).as(name).isEmpty();
        return answer;
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

package io.learngene.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Network;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.NoisyWeights;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime itself reads what is written here, in the oldest version that is promised. */
class OnnxFolderTest {

    private static final List<String> LABELS = List.of("cat", "dog", "fish", "hen", "owl");

    @TempDir
    Path folder;

    static Stream<ModelArchitecture> architectures() {
        return Stream.concat(
                Stream.of(Pooling.values()).map(OnnxFolderTest::vit),
                Stream.of(
                        new VitArchitecture(24, 8, 48, 3, 2, 5, 2.5, 1e-2, Pooling.CLASS_TOKEN),
                        resnet(16, Block.BASIC, Stem.CIFAR),
                        resnet(35, Block.BASIC, Stem.IMAGENET),
                        resnet(32, Block.BOTTLENECK, Stem.IMAGENET)));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void modelHasTheSameLogitsInOnnxRuntime(ModelArchitecture architecture) throws Exception {
        // Given
        Map<String, Tensor> weights = NoisyWeights.of(architecture);

        // When
        OnnxFolder.write(folder, architecture, timm(architecture, LABELS), weights);

        // Then
        assertSameLogits(architecture, weights);
    }

    @Test
    void modelThatIsTooLargeForOneMessageHasItsWeightsBesideIt() throws Exception {
        // Given
        VitArchitecture vit = vit(Pooling.CLASS_TOKEN);
        Map<String, Tensor> weights = NoisyWeights.of(vit);

        // When
        List<Path> files = OnnxFolder.write(folder, vit, timm(vit, LABELS), weights, 100_000);

        // Then
        assertThat(names(files))
                .containsExactlyInAnyOrder("model.onnx", "model.onnx_data", "config.json", "preprocessor_config.json");
        assertThat(Files.size(folder.resolve("model.onnx"))).isLessThan(100_000);
        assertSameLogits(vit, weights);
    }

    @Test
    void modelThatFitsIntoOneMessageIsOneFile() throws Exception {
        // Given
        VitArchitecture vit = vit(Pooling.CLASS_TOKEN);
        OnnxFolder.write(folder, vit, timm(vit, LABELS), NoisyWeights.of(vit));
        long size = Files.size(folder.resolve("model.onnx"));
        Path other = Files.createDirectory(folder.resolve("other"));

        // When
        List<Path> files = OnnxFolder.write(other, vit, timm(vit, LABELS), NoisyWeights.of(vit), size);

        // Then
        assertThat(names(files)).containsExactlyInAnyOrder("model.onnx", "config.json", "preprocessor_config.json");
        assertThat(other.resolve("model.onnx")).hasSameBinaryContentAs(folder.resolve("model.onnx"));
        assertThat(names(OnnxFolder.write(other, vit, timm(vit, LABELS), NoisyWeights.of(vit), size - 8)))
                .contains("model.onnx_data");
    }

    @Test
    void halfPrecisionIsWidened() throws Exception {
        // Given
        VitArchitecture vit = vit(Pooling.NORM_THEN_MEAN);
        Map<String, Tensor> halves = new LinkedHashMap<>();
        Map<String, Tensor> widened = new LinkedHashMap<>();
        NoisyWeights.of(vit).forEach((name, tensor) -> {
            Tensor half = upperHalf(tensor);
            halves.put(name, half);
            widened.put(name, Tensor.ofFloats(half.shape(), half.toFloats()));
        });

        // When
        OnnxFolder.write(folder, vit, timm(vit, LABELS), halves);

        // Then
        assertSameLogits(vit, widened);
    }

    @Test
    void fileSaysHowToUseIt() throws Exception {
        // Given
        VitArchitecture vit = vit(Pooling.NORM_THEN_MEAN);

        // When
        OnnxFolder.write(folder, vit, timm(vit, LABELS), NoisyWeights.of(vit));

        // Then
        try (OrtSession session = session()) {
            OnnxModelMetadata metadata = session.getMetadata();
            assertThat(metadata.getProducerName()).isEqualTo("learngene-foundry");
            assertThat(metadata.getDescription()).contains("2 blocks of width 48", "pixel_values", "logits");
            assertThat(metadata.getCustomMetadata())
                    .containsEntry("labels", "[\"cat\",\"dog\",\"fish\",\"hen\",\"owl\"]")
                    .containsEntry("mean", "[0.485,0.456,0.406]")
                    .containsEntry("std", "[0.229,0.224,0.225]")
                    .containsEntry("shortest_edge", "18")
                    .containsEntry("crop_size", "16")
                    .containsEntry("interpolation", "bicubic");
            assertThat(session.getInputInfo()).containsOnlyKeys("pixel_values");
            assertThat(session.getOutputInfo()).containsOnlyKeys("logits");
        }
    }

    @Test
    void configNamesTheClassesAndTheEvaluation() throws IOException {
        // Given
        ResNetArchitecture resnet = resnet(32, Block.BOTTLENECK, Stem.IMAGENET);

        // When
        OnnxFolder.write(folder, resnet, timm(resnet, LABELS), NoisyWeights.of(resnet));

        // Then
        JsonNode config = json("config.json");
        assertThat(HuggingFaceConfig.labelNames(config)).isEqualTo(LABELS);
        assertThat(config.path("model_type").asText()).isEqualTo("resnet");
        assertThat(config.path("hidden_sizes")).hasToString("[32,64]");
        assertThat(json("preprocessor_config.json").at("/size/shortest_edge").asInt())
                .isEqualTo(36);
    }

    @Test
    void classesWithoutNamesAreNumbered() throws Exception {
        // Given
        VitArchitecture vit = vit(Pooling.CLASS_TOKEN);

        // When
        OnnxFolder.write(folder, vit, timm(vit, List.of()), NoisyWeights.of(vit));

        // Then
        assertThat(json("config.json").path("id2label"))
                .hasToString(
                        "{\"0\":\"LABEL_0\",\"1\":\"LABEL_1\",\"2\":\"LABEL_2\",\"3\":\"LABEL_3\",\"4\":\"LABEL_4\"}");
        assertSameLogits(vit, NoisyWeights.of(vit));
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        // Given
        VitArchitecture vit = vit(Pooling.CLASS_TOKEN);
        Map<String, Tensor> other = NoisyWeights.of(vit.withDepth(1));

        // When / Then
        assertThatThrownBy(() -> OnnxFolder.write(folder, vit, timm(vit, LABELS), other))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("blocks.1.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void evaluationThatCannotBeToldIsRefusedBeforeAnythingIsWritten() {
        // Given
        VitArchitecture vit = vit(Pooling.CLASS_TOKEN);
        JsonNode timm = timm(vit, LABELS);
        ((ObjectNode) timm.get("pretrained_cfg")).put("interpolation", "lanczos");

        // When / Then
        assertThatThrownBy(() -> OnnxFolder.write(folder, vit, timm, NoisyWeights.of(vit)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("lanczos");
        assertThat(folder).isEmptyDirectory();
    }

    private void assertSameLogits(ModelArchitecture architecture, Map<String, Tensor> weights) throws OrtException {
        try (Network network = Network.create(TestTorch.torch(), NetworkSpec.of(architecture), weights);
                OrtSession session = session()) {
            for (int images : new int[] {1, 3}) {
                float[] expected =
                        network.logits(images(images, architecture.imageSize())).toFloats();
                List<Float> actual = logits(session, images(images, architecture.imageSize()));
                assertThat(actual).hasSize(expected.length).hasSize(images * LABELS.size());
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual.get(i)).as("logit " + i).isCloseTo(expected[i], within(1e-5f));
                }
                assertThat(actual).as("logits that tell something").anyMatch(logit -> Math.abs(logit) > 0.05);
            }
        }
    }

    private OrtSession session() throws OrtException {
        return OrtEnvironment.getEnvironment()
                .createSession(folder.resolve("model.onnx").toString());
    }

    private static List<Float> logits(OrtSession session, ImageBatch batch) throws OrtException {
        int size = batch.imageSize();
        FloatBuffer pixels =
                batch.parts().get(0).duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
        List<Float> logits = new ArrayList<>();
        try (OnnxTensor images = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), pixels, new long[] {batch.size(), 3, size, size});
                OrtSession.Result result = session.run(Map.of("pixel_values", images))) {
            for (float[] image : (float[][]) result.get(0).getValue()) {
                for (float logit : image) {
                    logits.add(logit);
                }
            }
        }
        return logits;
    }

    private static ImageBatch images(int images, int size) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(4 * images * 3 * size * size).order(ByteOrder.nativeOrder());
        for (int i = 0; direct.hasRemaining(); i++) {
            direct.putFloat((float) Math.sin(i * 0.37));
        }
        return new ImageBatch(direct.flip(), new long[images], images, size);
    }

    /** The same numbers in BF16, cut off. */
    private static Tensor upperHalf(Tensor tensor) {
        float[] values = tensor.toFloats();
        ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putShort((short) (Float.floatToIntBits(value) >>> 16));
        }
        return new Tensor(DType.BF16, tensor.shape(), data.flip());
    }

    private static VitArchitecture vit(Pooling pooling) {
        return new VitArchitecture(16, 8, 48, 3, 2, LABELS.size(), null, null, pooling);
    }

    private static ResNetArchitecture resnet(int imageSize, Block block, Stem stem) {
        return new ResNetArchitecture(imageSize, LABELS.size(), List.of(1, 2), block, stem, 8);
    }

    private static JsonNode timm(ModelArchitecture architecture, List<String> labels) {
        String config = ModelFolder.config(architecture, labels, 0.875);
        return ModelFolder.parseConfig(config.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode json(String file) throws IOException {
        return Json.read(Files.readAllBytes(folder.resolve(file)), JsonNode.class);
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}

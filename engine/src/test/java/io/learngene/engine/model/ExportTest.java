package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.onnx.OnnxFolder;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportTest {

    @TempDir
    Path folder;

    /** As DJL Serving loads it. */
    @ParameterizedTest
    @EnumSource(Pooling.class)
    void torchScriptFileGivesTheSameLogitsInDjl(Pooling pooling) throws Exception {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, null, pooling);
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(vit), 4);
        float[] images = new float[2 * 3 * 16 * 16];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i);
        }
        float[] expected;
        try (Network network = Network.create(TestTorch.torch(), NetworkSpec.of(vit), weights)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(4 * images.length).order(ByteOrder.nativeOrder());
            direct.asFloatBuffer().put(images);
            expected =
                    network.logits(new ImageBatch(direct, new long[2], 2, 16)).toFloats();
        }

        // When
        Path file = folder.resolve("model.pt");
        try (OutputStream out = Files.newOutputStream(file)) {
            TorchScriptExport.write(vit, weights, out);
        }

        // Then
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optEngine("PyTorch")
                .optModelPath(file)
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                var predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = predictor
                    .predict(new NDList(manager.create(images, new Shape(2, 3, 16, 16))))
                    .head();
            float[] actual = logits.toFloatArray();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f));
            }
        }
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, null, null);
        Map<String, Tensor> other = RandomInitialisation.draw(NetworkSpec.of(vit.withDepth(1)), 4);

        // When / Then
        assertThatThrownBy(() -> TorchScriptExport.write(vit, other, new ByteArrayOutputStream()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("blocks.1.");
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASS_TOKEN", "DISTILLED"})
    void huggingFaceFolderIsReadBackAsTheSameModel(Pooling pooling) throws Exception {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 3, null, null, pooling);
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(vit), 4);

        // When
        List<Path> files = HuggingFaceFolder.write(folder, vit, timm(vit, 0.875), weights);

        // Then
        assertThat(files)
                .extracting(f -> f.getFileName().toString())
                .containsExactlyInAnyOrder("model.safetensors", "config.json", "preprocessor_config.json");
        JsonNode config = Json.read(Files.readAllBytes(folder.resolve("config.json")), JsonNode.class);
        JsonNode preprocessor =
                Json.read(Files.readAllBytes(folder.resolve("preprocessor_config.json")), JsonNode.class);
        assertThat(HuggingFaceConfig.read(config)).isEqualTo(vit);
        assertThat(preprocessor.at("/size/shortest_edge").asInt()).isEqualTo(18);
        assertThat(preprocessor.at("/crop_size/height").asInt()).isEqualTo(16);
        assertThat(preprocessor.path("resample").asInt()).isEqualTo(3);
        assertThat(HuggingFaceConfig.labelNames(config)).containsExactly("cat", "dog", "fish");
        Path file = folder.resolve("model.safetensors");
        Path back = folder.resolve("back.safetensors");
        try (SafetensorsFile opened = SafetensorsFile.open(file);
                OutputStream out = Files.newOutputStream(back)) {
            ForeignCheckpoint.of(opened.header(), vit, true, HuggingFaceConfig.normalisation(config, preprocessor))
                    .write(
                            (offset, length) -> {
                                var in = Files.newInputStream(file);
                                in.skipNBytes(offset);
                                return in;
                            },
                            out);
        }
        assertThat(ModelFolder.readWeights(back, NetworkSpec.of(vit))).isEqualTo(weights);
    }

    @Test
    void modelThatAveragesItsTokensIsNoHuggingFaceVit() {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 3, null, null, Pooling.NORM_THEN_MEAN);

        // When / Then
        assertThatThrownBy(() -> HuggingFaceFolder.write(
                        folder, vit, timm(vit, 1), RandomInitialisation.draw(NetworkSpec.of(vit), 4)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("norm_then_mean")
                .hasMessageContaining("class_token");
    }

    /** As transformers names it, which then has a loss for every class by itself; timm reads no such field. */
    @Test
    void multiLabelModelSaysSoInEveryForm() throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 3, null, null, Pooling.CLASS_TOKEN);
        String config = ModelFolder.config(vit, List.of("cat", "dog", "fish"), true, 1);
        JsonNode timm = ModelFolder.parseConfig(config.getBytes(StandardCharsets.UTF_8));
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(vit), 4);

        // When
        HuggingFaceFolder.write(Files.createDirectories(folder.resolve("hf")), vit, timm, weights);
        OnnxFolder.write(Files.createDirectories(folder.resolve("onnx")), vit, timm, weights);

        // Then
        assertThat(timm.path("problem_type").asText()).isEqualTo("multi_label_classification");
        for (String form : List.of("hf", "onnx")) {
            byte[] written = Files.readAllBytes(folder.resolve(form).resolve("config.json"));
            assertThat(ModelFolder.parseConfig(written).path("problem_type").asText())
                    .as(form)
                    .isEqualTo("multi_label_classification");
        }
        assertThat(timm(vit, 1).has("problem_type")).isFalse();
    }

    private static JsonNode timm(VitArchitecture vit, double cropPct) {
        String config = ModelFolder.config(vit, List.of("cat", "dog", "fish"), cropPct);
        return ModelFolder.parseConfig(config.getBytes(StandardCharsets.UTF_8));
    }
}

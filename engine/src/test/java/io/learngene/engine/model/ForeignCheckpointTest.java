package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.network.Network;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForeignCheckpointTest {

    private static final VitArchitecture DISTILLED =
            new VitArchitecture(16, 8, 16, 2, 2, 5, null, null, Pooling.DISTILLED);
    private static final double[] HALVES = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};

    @TempDir
    Path folder;

    @Test
    void distilledDeitAveragesItsTwoHeads() throws IOException {
        // Given
        Map<String, Tensor> reference = reference("deit_distilled");
        ImageBatch images = batch(reference.remove("images").toFloats(), 3);
        float[] expected = reference.remove("logits").toFloats();
        try (Network network = Network.create(TestTorch.torch(), NetworkSpec.of(DISTILLED), reference)) {
            System.gc();

            // When
            float[] logits = network.logits(images).toFloats();

            // Then
            for (int i = 0; i < expected.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(2e-5f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"DISTILLED, deit.", "CLASS_TOKEN, vit.", "CLASS_TOKEN, ''"})
    void huggingFaceNamesBecomeTimms(Pooling pooling, String prefix) throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, 1e-12, pooling);
        Map<String, Tensor> timm = RandomInitialisation.draw(NetworkSpec.of(vit), 4);
        Path foreign = folder.resolve("hf.safetensors");
        SafetensorsWriter.write(foreign, huggingFace(timm, prefix, pooling), Map.of());

        // When
        Map<String, Tensor> rewritten = rewritten(foreign, vit, true, null);

        // Then
        assertThat(rewritten).isEqualTo(timm);
    }

    /** Nobody needs the pooler, so nobody minds its type. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void tensorThatIsNotNeededMayHaveAnyType(DType type) throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, 1e-12, Pooling.CLASS_TOKEN);
        Map<String, Tensor> timm = RandomInitialisation.draw(NetworkSpec.of(vit), 4);
        Map<String, Tensor> theirs = new LinkedHashMap<>(huggingFace(timm, "vit.", Pooling.CLASS_TOKEN));
        theirs.put("vit.pooler.dense.weight", new Tensor(type, List.of(3L), ByteBuffer.allocate(3 * type.bytes())));
        Path foreign = folder.resolve("hf.safetensors");
        SafetensorsWriter.write(foreign, theirs, Map.of());

        // When
        Map<String, Tensor> rewritten = rewritten(foreign, vit, true, null);

        // Then
        assertThat(rewritten).isEqualTo(timm);
    }

    @Test
    void namesOfTransformers5BecomeTimms() throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, 1e-12, Pooling.CLASS_TOKEN);
        Map<String, Tensor> timm = RandomInitialisation.draw(NetworkSpec.of(vit), 4);
        Map<String, Tensor> modules = new LinkedHashMap<>();
        huggingFace(timm, "vit.", Pooling.CLASS_TOKEN)
                .forEach((name, tensor) -> modules.put(
                        name.replace("encoder.layer.", "layers.")
                                .replace("attention.attention.query", "attention.q_proj")
                                .replace("attention.attention.key", "attention.k_proj")
                                .replace("attention.attention.value", "attention.v_proj")
                                .replace("attention.output.dense", "attention.o_proj")
                                .replace("intermediate.dense", "mlp.fc1")
                                .replace("output.dense", "mlp.fc2"),
                        tensor));
        Path foreign = folder.resolve("hf5.safetensors");
        SafetensorsWriter.write(foreign, modules, Map.of());

        // When
        Map<String, Tensor> rewritten = rewritten(foreign, vit, true, null);

        // Then
        assertThat(rewritten).isEqualTo(timm);
    }

    @Test
    void residualNetworkWithoutCountersOfBatchesGetsThem() throws IOException {
        // Given
        ResNetArchitecture resnet = new ResNetArchitecture(32, 10, List.of(1), null, null, 4);
        Map<String, Tensor> whole = RandomInitialisation.draw(NetworkSpec.of(resnet), 4);
        Map<String, Tensor> bare = new LinkedHashMap<>(whole);
        bare.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
        Path file = folder.resolve("bare.safetensors");
        SafetensorsWriter.write(file, bare, Map.of());

        // When
        Map<String, Tensor> rewritten = rewritten(file, resnet, false, null);

        // Then
        assertThat(rewritten).isEqualTo(whole);
    }

    @Test
    void otherNormalisationBecomesPartOfThePatchEmbedding() throws IOException {
        // Given
        Map<String, Tensor> timm = RandomInitialisation.draw(NetworkSpec.of(DISTILLED), 4);
        timm.put("patch_embed.proj.bias", Tensor.ofFloats(List.of(16L), ramp(16)));
        Path foreign = folder.resolve("halves.safetensors");
        SafetensorsWriter.write(foreign, timm, Map.of());
        float[] colours = new float[2 * 3 * 16 * 16];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (float) (0.5 + 0.5 * Math.sin(i * 0.37));
        }

        // When
        Map<String, Tensor> rewritten = rewritten(foreign, DISTILLED, false, HALVES);

        // Then
        float[] expected =
                logits(timm, normalised(colours, new double[] {0.5, 0.5, 0.5}, new double[] {0.5, 0.5, 0.5}));
        float[] actual = logits(rewritten, normalised(colours, Normalisation.mean(), Normalisation.deviation()));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void ownNamesAndNormalisationNeedNoRewriting() throws IOException {
        // Given
        Path file = folder.resolve("own.safetensors");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(DISTILLED), 4), Map.of());
        double[] imageNet = {0.485, 0.456, 0.406, 0.229, 0.224, 0.225};

        // When / Then
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(ForeignCheckpoint.of(opened.header(), DISTILLED, false, imageNet)
                            .foreign())
                    .isFalse();
        }
    }

    @Test
    void missingAndUnexpectedTensorsAreNamed() throws IOException {
        // Given
        Map<String, Tensor> timm = RandomInitialisation.draw(NetworkSpec.of(DISTILLED), 4);
        Map<String, Tensor> foreign = huggingFace(timm, "deit.", Pooling.DISTILLED);
        foreign.remove("deit.encoder.layer.1.attention.attention.key.bias");
        foreign.put("deit.something", Tensor.ofFloats(List.of(1L), new float[1]));
        Path file = folder.resolve("hf.safetensors");
        SafetensorsWriter.write(file, foreign, Map.of());

        // When / Then
        assertThatThrownBy(() -> rewritten(file, DISTILLED, true, null))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("missing: blocks.1.attn.qkv.bias")
                .hasMessageContaining("unexpected: deit.something");
    }

    @Test
    void residualNetworkKeepsTheNormalisationUsedHere() throws IOException {
        // Given
        ResNetArchitecture resnet = new ResNetArchitecture(32, 10, List.of(1), null, null, 4);
        Path file = folder.resolve("resnet.safetensors");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(resnet), 4), Map.of());

        // When / Then
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> ForeignCheckpoint.of(opened.header(), resnet, false, HALVES))
                    .hasMessageContaining("mean")
                    .hasMessageContaining("0.485");
        }
    }

    @ParameterizedTest
    @CsvSource({"8, to_8", "3, to_3"})
    void positionEmbeddingIsInterpolatedAsPyTorchDoes(int grid, String name) throws IOException {
        // Given
        Map<String, Tensor> reference = reference("position_embedding");
        VitArchitecture from = new VitArchitecture(40, 8, 12, 2, 1, 5, null, null, Pooling.DISTILLED);
        VitArchitecture to = from.forDataset(5, 8 * grid);

        // When
        Tensor embedding = padded(reference.get("from_5"));
        Tensor resized = PositionEmbedding.resize(Map.of("pos_embed", embedding), from, to)
                .get("pos_embed");
        TensorSource source = new TensorSource.Computed(embedding.type(), embedding.shape(), () -> embedding);
        TensorSource later = PositionEmbedding.resizeSources(Map.of("pos_embed", source), from, to)
                .get("pos_embed");

        // Then
        assertThat(later.tensor()).isEqualTo(resized);
        float[] expected = padded(reference.get(name)).toFloats();
        assertThat(resized.shape()).containsExactly(1L, 2L + grid * grid, 12L);
        float[] actual = resized.toFloats();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    /** The reference has six channels, fewer than a network may have. */
    private static Tensor padded(Tensor tensor) {
        float[] values = tensor.toFloats();
        int tokens = values.length / 6;
        float[] wide = new float[tokens * 12];
        for (int t = 0; t < tokens; t++) {
            System.arraycopy(values, 6 * t, wide, 12 * t, 6);
        }
        return Tensor.ofFloats(List.of(1L, (long) tokens, 12L), wide);
    }

    private Map<String, Tensor> rewritten(Path file, ModelArchitecture vit, boolean huggingFace, double[] normalisation)
            throws IOException {
        Path written = folder.resolve("written.safetensors");
        try (SafetensorsFile opened = SafetensorsFile.open(file);
                OutputStream out = Files.newOutputStream(written)) {
            ForeignCheckpoint checkpoint = ForeignCheckpoint.of(opened.header(), vit, huggingFace, normalisation);
            assertThat(checkpoint.foreign()).isTrue();
            checkpoint.write(
                    (offset, length) -> {
                        InputStream in = Files.newInputStream(file);
                        in.skipNBytes(offset);
                        return in;
                    },
                    out);
        }
        return ModelFolder.readWeights(written, NetworkSpec.of(vit));
    }

    private static float[] logits(Map<String, Tensor> weights, float[] images) {
        try (Network network = Network.create(TestTorch.torch(), NetworkSpec.of(DISTILLED), weights)) {
            return network.logits(batch(images, 2)).toFloats();
        }
    }

    private static float[] normalised(float[] colours, double[] mean, double[] deviation) {
        float[] values = new float[colours.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i / 256 % 3;
            values[i] = (float) ((colours[i] - mean[channel]) / deviation[channel]);
        }
        return values;
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * 0.01f;
        }
        return values;
    }

    private static ImageBatch batch(float[] values, int images) {
        ByteBuffer direct = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer().put(values);
        return new ImageBatch(direct, new long[images], images, 16);
    }

    /** Written down a second time, so that a slip in the names shows. */
    private static Map<String, Tensor> huggingFace(Map<String, Tensor> timm, String prefix, Pooling pooling) {
        Map<String, Tensor> foreign = new LinkedHashMap<>();
        timm.forEach((name, tensor) -> {
            String renamed = name.replace("patch_embed.proj", "embeddings.patch_embeddings.projection")
                    .replace("cls_token", "embeddings.cls_token")
                    .replace("dist_token", "embeddings.distillation_token")
                    .replace("pos_embed", "embeddings.position_embeddings")
                    .replace("blocks.", "encoder.layer.")
                    .replace("norm1", "layernorm_before")
                    .replace("norm2", "layernorm_after")
                    .replace("attn.proj", "attention.output.dense")
                    .replace("mlp.fc1", "intermediate.dense")
                    .replace("mlp.fc2", "output.dense");
            if (name.startsWith("head_dist.")) {
                foreign.put(name.replace("head_dist", "distillation_classifier"), tensor);
            } else if (name.startsWith("head.")) {
                foreign.put(
                        name.replace("head", pooling == Pooling.DISTILLED ? "cls_classifier" : "classifier"), tensor);
            } else if (name.startsWith("norm.")) {
                foreign.put(prefix + name.replace("norm.", "layernorm."), tensor);
            } else if (name.contains("attn.qkv")) {
                float[] values = tensor.toFloats();
                int third = values.length / 3;
                List<String> parts = List.of("query", "key", "value");
                for (int i = 0; i < 3; i++) {
                    List<Long> shape = tensor.shape().size() == 1 ? List.of(16L) : List.of(16L, 16L);
                    foreign.put(
                            prefix + renamed.replace("attn.qkv", "attention.attention." + parts.get(i)),
                            Tensor.ofFloats(shape, Arrays.copyOfRange(values, i * third, (i + 1) * third)));
                }
            } else {
                foreign.put(prefix + renamed, tensor);
            }
        });
        return foreign;
    }

    private static Map<String, Tensor> reference(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(Path.of(ForeignCheckpointTest.class
                .getResource("/reference/" + name + ".safetensors")
                .toURI()))) {
            return new LinkedHashMap<>(file.tensors());
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}

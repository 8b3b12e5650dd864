package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layer-wise learning rates beside timm's, whose numbers golden/layer_decay.json holds. */
class LayerDecayTest {

    private static final double DECAY = 0.6;

    private final Torch torch = TestTorch.torch();

    @ParameterizedTest
    @CsvSource({"vit_timm_cls, CLASS_TOKEN", "vit_timm_avg, MEAN_THEN_NORM", "vit_timm_avg_norm, NORM_THEN_MEAN"})
    void everyTensorTakesTheShareOfTheLearningRateThatTimmGivesIt(String model, Pooling pooling) throws IOException {
        // Given
        JsonNode golden = golden(model);
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, pooling));
        List<ParameterSpec> weights = spec.parameters();

        // When
        Map<String, Double> shares = new HashMap<>();
        for (ParameterGroup group : ParameterGroup.of(spec, weights, new LayerTraining(DECAY, null, false), false)) {
            group.positions().forEach(i -> shares.put(weights.get(i).name(), group.learningRateShare()));
        }

        // Then
        assertThat(shares).hasSize(golden.size());
        shares.forEach((name, share) -> assertThat(share)
                .as(name)
                .isCloseTo(golden.get(name).get("share").doubleValue(), within(1e-12)));
    }

    @ParameterizedTest
    @CsvSource({"vit_timm_cls, CLASS_TOKEN", "vit_timm_avg, MEAN_THEN_NORM", "vit_timm_avg_norm, NORM_THEN_MEAN"})
    void threeStepsChangeEveryTensorAsFarAsTimmsGroups(String model, Pooling pooling) throws IOException {
        // Given
        JsonNode golden = golden(model);
        Map<String, Tensor> start = Golden.read(model);
        Tensor images = start.remove("images");
        start.remove("logits");
        int count = images.shape().get(0).intValue();
        long[] labels = IntStream.range(0, count).asLongStream().toArray();
        ImageBatch plain = Golden.batch(images, null);
        ImageBatch batch = new ImageBatch(plain.parts().get(0), labels, count, plain.imageSize());
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, pooling));
        try (Network network = Network.create(
                torch,
                spec,
                start,
                Precision.FP32,
                Integer.MAX_VALUE,
                new LayerTraining(DECAY, null, false),
                StepExtension.NONE)) {
            // When
            for (int step = 0; step < 3; step++) {
                network.step(batch, new Objective.CrossEntropy(0.1), new StepSettings(1e-3, 0.05, 1, 0, 0));
            }

            // Then: the key third of a qkv bias has gradient zero, and AdamW makes steps of its rounding.
            network.weights().forEach((name, weight) -> {
                if (!name.endsWith("attn.qkv.bias")) {
                    double expected = golden.get(name).get("change").doubleValue();
                    assertThat(change(start.get(name), weight)).as(name).isCloseTo(expected, within(1e-3 * expected));
                }
            });
        }
    }

    @Test
    void decayOfOneIsNone() {
        // Given
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, Pooling.CLASS_TOKEN));
        Map<String, Tensor> start = RandomInitialisation.draw(spec, 1);

        // When, then
        assertThat(stepped(spec, start, 1.0)).isEqualTo(stepped(spec, start, null));
    }

    @Test
    void networkWithoutBlocksOfItsOwnIsRefused() {
        // Given
        NetworkSpec resnet = NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 4));
        NetworkSpec vit = NetworkSpec.of(Toy.VIT);

        // When, then
        assertThatThrownBy(() ->
                        ParameterGroup.of(resnet, resnet.parameters(), new LayerTraining(DECAY, null, false), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer_decay: 0.6");
        assertThatThrownBy(() -> ParameterGroup.of(
                        vit, Program.factors(vit, Toy.all()), new LayerTraining(DECAY, null, false), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer_decay: 0.6");
    }

    private Map<String, Tensor> stepped(NetworkSpec spec, Map<String, Tensor> start, Double decay) {
        ImageBatch batch = Golden.batch(Golden.read("sws_aux").get("images"), null);
        try (Network network = Network.create(
                torch,
                spec,
                start,
                Precision.FP32,
                Integer.MAX_VALUE,
                new LayerTraining(decay, null, false),
                StepExtension.NONE)) {
            network.step(batch, new Objective.CrossEntropy(0), new StepSettings(1e-3, 0.05, 1, 0, 0));
            return network.weights();
        }
    }

    private static double change(Tensor before, Tensor after) {
        float[] from = before.toFloats();
        float[] to = after.toFloats();
        return Math.sqrt(IntStream.range(0, from.length)
                .mapToDouble(i -> Math.pow((double) to[i] - from[i], 2))
                .sum());
    }

    private static JsonNode golden(String model) throws IOException {
        return Json.mapper()
                .readTree(LayerDecayTest.class.getResource("/golden/layer_decay.json"))
                .get(model);
    }
}

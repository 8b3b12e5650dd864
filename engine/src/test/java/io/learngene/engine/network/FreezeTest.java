package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that stand still, beside torch.optim.AdamW's steps, whose numbers golden/freeze.json holds. */
@ParameterizedClass
@EnumSource(Kernels.class)
class FreezeTest {

    private static final NetworkSpec VIT = NetworkSpec.of(Golden.vit(3, Pooling.NORM_THEN_MEAN));

    private final Torch torch;

    FreezeTest(Kernels kernels) {
        torch = kernels.torch();
    }

    @ParameterizedTest
    @CsvSource({
        "vit_timm_cls, CLASS_TOKEN, 2",
        "vit_timm_avg, MEAN_THEN_NORM, 2",
        "vit_timm_avg_norm, NORM_THEN_MEAN, 2",
        "vit_timm_cls, CLASS_TOKEN, all",
        "vit_timm_avg, MEAN_THEN_NORM, all",
        "vit_timm_avg_norm, NORM_THEN_MEAN, all"
    })
    void threeStepsChangeWhatIsTrainedAsFarAsTimmsAndNothingElse(String model, Pooling pooling, String freeze)
            throws IOException {
        // Given
        JsonNode golden = Json.mapper()
                .readTree(FreezeTest.class.getResource("/golden/freeze.json"))
                .get(model)
                .get(freeze);
        Map<String, Tensor> start = Golden.read(model);
        ImageBatch batch = batch(start.remove("images"));
        start.remove("logits");
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, pooling));
        try (Network network = network(spec, start, freeze(freeze))) {
            // When
            for (int step = 0; step < 3; step++) {
                network.step(batch, new Objective.CrossEntropy(0.1), new StepSettings(1e-3, 0.05, 1, 0, 0));
            }

            // Then: the key third of a qkv bias has gradient zero, and AdamW makes steps of its rounding.
            network.weights().forEach((name, weight) -> {
                double expected = golden.get(name).doubleValue();
                if (expected == 0) {
                    assertThat(weight).as(name).isEqualTo(start.get(name));
                } else if (!name.endsWith("attn.qkv.bias")) {
                    assertThat(change(start.get(name), weight)).as(name).isCloseTo(expected, within(1e-3 * expected));
                }
            });
            assertThat(golden).hasSize(start.size());
        }
    }

    /** Drop path and parts of a batch go through layers that stand still as through others. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "all"})
    void gradientsOfWhatIsTrainedAreThoseOfTheWholeNetworkToTheBit(String freeze) {
        // Given
        Map<String, Tensor> start = RandomInitialisation.draw(VIT, 1);
        ImageBatch batch = batch(Golden.read("sws_aux").get("images"));
        StepSettings settings = new StepSettings(1e-3, 0.05, 1, 0.5, 3);
        LayerTraining layers = new LayerTraining(null, freeze(freeze), false);
        Map<String, Tensor> whole;
        try (Network network = network(VIT, start, null)) {
            whole = network.gradients(batch, new Objective.CrossEntropy(0), settings);
        }

        // When
        Map<String, Tensor> gradients;
        try (Network network = network(VIT, start, freeze(freeze))) {
            gradients = network.gradients(batch, new Objective.CrossEntropy(0), settings);
        }

        // Then
        assertThat(gradients.remove("loss")).isEqualTo(whole.remove("loss"));
        gradients.forEach((name, gradient) -> {
            if (layers.frozen(VIT, name)) {
                assertThat(gradient.toFloats()).as(name).containsOnly(0f);
            } else {
                assertThat(gradient).as(name).isEqualTo(whole.get(name));
            }
        });
    }

    @Test
    void freezingNothingIsNone() {
        assertThat(new LayerTraining(null, new Freeze(0), false).freezes()).isFalse();
        assertThat(new LayerTraining(null, new Freeze(0), false).frozen(VIT, "pos_embed"))
                .isFalse();
    }

    @Test
    void whatHasNoSuchBlocksIsRefused() {
        // Given
        NetworkSpec resnet = NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 4));
        LayerTraining all = new LayerTraining(null, new Freeze(null), false);
        LayerTraining four = new LayerTraining(null, new Freeze(4), false);

        // When, then
        assertThatThrownBy(() -> ParameterGroup.of(resnet, resnet.parameters(), all, false))
                .hasMessageContaining("freeze: all");
        assertThatThrownBy(() -> ParameterGroup.of(VIT, VIT.parameters(), all, true))
                .hasMessageContaining("freeze: all");
        assertThatThrownBy(() -> ParameterGroup.of(VIT, VIT.parameters(), four, false))
                .hasMessageContaining("freeze: 4; there are only 3 blocks");
    }

    private Network network(NetworkSpec spec, Map<String, Tensor> start, Freeze freeze) {
        return Network.create(
                torch, spec, start, Precision.FP32, 3, new LayerTraining(null, freeze, false), StepExtension.NONE);
    }

    private static Freeze freeze(String value) {
        return new Freeze(value.equals("all") ? null : Integer.valueOf(value));
    }

    private static ImageBatch batch(Tensor images) {
        int count = images.shape().get(0).intValue();
        ImageBatch plain = Golden.batch(images, null);
        long[] labels = IntStream.range(0, count).asLongStream().toArray();
        return new ImageBatch(plain.parts().get(0), labels, count, plain.imageSize());
    }

    private static double change(Tensor before, Tensor after) {
        float[] from = before.toFloats();
        float[] to = after.toFloats();
        return Math.sqrt(IntStream.range(0, from.length)
                .mapToDouble(i -> Math.pow((double) to[i] - from[i], 2))
                .sum());
    }
}

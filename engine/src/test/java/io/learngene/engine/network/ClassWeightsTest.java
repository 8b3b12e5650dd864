package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loss of classes that count differently, beside torch's, whose numbers golden/class_weights.json holds. */
class ClassWeightsTest {

    private final Torch torch = TestTorch.torch();

    /** Without and with smoothing, each plain and mixed; the whole batch at once, and in parts. */
    @ParameterizedTest
    @ValueSource(ints = {4, 3})
    void lossIsTorchsForLabelsAndMixedTargets(int atOnce) throws IOException {
        // Given
        Map<String, Tensor> start = Golden.read("vit_timm_cls");
        Tensor images = start.remove("images");
        start.remove("logits");
        int count = images.shape().get(0).intValue();
        long[] labels = IntStream.range(0, count).asLongStream().toArray();
        ImageBatch plain = Golden.batch(images, null);
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, Pooling.CLASS_TOKEN));
        float[] weights = new float[10];
        for (int i = 0; i < 10; i++) {
            weights[i] = 0.25f * (i + 1);
        }
        JsonNode cases = Json.mapper().readTree(getClass().getResource("/golden/class_weights.json"));
        assertThat(cases).hasSize(4);
        try (Network network = Network.create(torch, spec, start, Precision.FP32, atOnce)) {
            network.weighClasses(weights);
            for (JsonNode golden : cases) {
                ImageBatch batch = new ImageBatch(
                        plain.parts(),
                        labels,
                        count,
                        plain.imageSize(),
                        golden.get("share").doubleValue());
                Objective objective =
                        new Objective.CrossEntropy(golden.get("smoothing").doubleValue());

                // When
                Tensor loss = network.gradients(batch, objective, new StepSettings(0, 0, 0, 0, 0))
                        .get("loss");

                // Then
                double expected = golden.get("loss").doubleValue();
                assertThat((double) loss.toFloats()[0]).isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }
}

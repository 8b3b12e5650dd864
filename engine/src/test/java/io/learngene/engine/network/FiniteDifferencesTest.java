package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients are those of the loss, by finite differences. */
class FiniteDifferencesTest {

    private static final ResNetArchitecture RESNET = new ResNetArchitecture(16, 5, List.of(1, 1), null, null, 8);
    private static final Objective LABELS = new Objective.CrossEntropy(0.1);
    /** Every branch takes part. */
    private static final StepSettings ALL = new StepSettings(0, 0, 0, 0, 0);

    private final Torch torch = TestTorch.torch();

    @Test
    void gradientsAgreeWithFiniteDifferencesInAResNet() {
        // Given
        NetworkSpec spec = NetworkSpec.of(RESNET);
        Map<String, Tensor> weights = new TreeMap<>(RandomInitialisation.draw(spec, 3));
        ImageBatch batch = Images.random(6, 8, 16, 5);
        Map<String, Tensor> gradients;
        try (Network network = Network.create(torch, spec, weights)) {
            gradients = network.gradients(batch, LABELS, ALL);
        }
        for (String name : List.of("fc.weight", "layer1.0.conv1.weight", "layer2.0.bn2.weight")) {
            double gradient = gradients.get(name).toFloats()[0];

            // When
            double h = 1e-2;
            double slope =
                    (lossWith(spec, weights, batch, name, h) - lossWith(spec, weights, batch, name, -h)) / (2 * h);

            // Then
            assertThat(slope).as(name).isCloseTo(gradient, within(2e-3 + 0.02 * Math.abs(gradient)));
        }
    }

    static Stream<Arguments> kernels() {
        return Stream.of(Pooling.values()).flatMap(p -> Stream.of(Arguments.of(p, true), Arguments.of(p, false)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsAgreeWithFiniteDifferencesUnderDropPath(Pooling pooling, boolean oneDnn) {
        assumeTrue(!oneDnn || torch.oneDnn(Precision.FP32), "no x86 processor");
        // Given
        VitArchitecture vit = new VitArchitecture(16, 4, 24, 3, 3, 5, null, null, pooling);
        NetworkSpec spec = NetworkSpec.auxiliary(vit, new StageSchedule(List.of(2, 1)));
        Map<String, Tensor> weights = new TreeMap<>(RandomInitialisation.draw(spec, 3));
        ImageBatch batch = Images.random(6, 8, 16, 5);
        StepSettings settings = new StepSettings(0, 0, 0, 0.6, 7);
        Map<String, Tensor> gradients = gradients(spec, weights, batch, settings, oneDnn);

        // Block 1 is used once, block 0 twice.
        for (String name : weights.keySet().stream()
                .filter(name -> !name.startsWith("blocks.1."))
                .toList()) {
            // When: every element moves along its gradient
            float[] gradient = gradients.get(name).toFloats();
            double norm = 0;
            for (float g : gradient) {
                norm += (double) g * g;
            }
            norm = Math.sqrt(norm);
            double h = 1e-3;
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = weights.get(name).toFloats();
                for (int i = 0; i < moved.length && norm > 0; i++) {
                    moved[i] += (float) ((side == 0 ? -h : h) * gradient[i] / norm);
                }
                Map<String, Tensor> changed = new HashMap<>(weights);
                changed.put(name, Tensor.ofFloats(weights.get(name).shape(), moved));
                losses[side] = gradients(spec, changed, batch, settings, oneDnn)
                        .get("loss")
                        .toFloats()[0];
            }

            // Then
            assertThat((losses[1] - losses[0]) / (2 * h)).as(name).isCloseTo(norm, within(1e-4 + 0.02 * norm));
        }
    }

    private Map<String, Tensor> gradients(
            NetworkSpec spec, Map<String, Tensor> weights, ImageBatch batch, StepSettings settings, boolean oneDnn) {
        try (Network network = Network.create(torch, spec, weights, Precision.FP32, 3, StepExtension.NONE, oneDnn)) {
            return network.gradients(batch, LABELS, settings);
        }
    }

    private double lossWith(
            NetworkSpec spec, Map<String, Tensor> weights, ImageBatch batch, String name, double change) {
        Map<String, Tensor> changed = new HashMap<>(weights);
        float[] values = weights.get(name).toFloats();
        values[0] += (float) change;
        changed.put(name, Tensor.ofFloats(weights.get(name).shape(), values));
        try (Network network = Network.create(torch, spec, changed)) {
            return network.gradients(batch, LABELS, ALL).get("loss").toFloats()[0];
        }
    }
}

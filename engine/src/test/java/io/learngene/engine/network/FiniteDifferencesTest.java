package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients are those of the loss, by finite differences. */
@ParameterizedClass
@EnumSource(Kernels.class)
class FiniteDifferencesTest {

    private static final ResNetArchitecture RESNET = new ResNetArchitecture(16, 5, List.of(1, 1), null, null, 8);
    private static final Objective LABELS = new Objective.CrossEntropy(0.1);
    /** Every branch takes part. */
    private static final StepSettings ALL = new StepSettings(0, 0, 0, 0, 0);

    private final Torch torch;

    FiniteDifferencesTest(Kernels kernels) {
        torch = kernels.torch();
    }

    @Test
    void gradientsAgreeWithFiniteDifferencesInAResNet() {
        // Given
        NetworkSpec spec = NetworkSpec.of(RESNET);
        Map<String, Tensor> weights = new TreeMap<>(RandomInitialisation.draw(spec, 3));
        ImageBatch batch = Images.random(6, 8, 16, 5);
        try (Network network = Network.create(torch, spec, weights)) {
            Map<String, Tensor> gradients = network.gradients(batch, LABELS, ALL);
            for (String name : List.of("fc.weight", "layer1.0.conv1.weight", "layer2.0.bn2.weight")) {
                double gradient = gradients.get(name).toFloats()[0];

                // When
                double h = 1e-2;
                double slope =
                        (lossWith(network, weights, batch, name, h) - lossWith(network, weights, batch, name, -h))
                                / (2 * h);

                // Then
                assertThat(slope).as(name).isCloseTo(gradient, within(2e-3 + 0.02 * Math.abs(gradient)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAgreeWithFiniteDifferencesUnderDropPath(Pooling pooling) {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 4, 24, 3, 3, 5, null, null, pooling);
        NetworkSpec spec = NetworkSpec.auxiliary(vit, new StageSchedule(List.of(2, 1)));
        Map<String, Tensor> weights = new TreeMap<>(RandomInitialisation.draw(spec, 3));
        ImageBatch batch = Images.random(6, 8, 16, 5);
        StepSettings settings = new StepSettings(0, 0, 0, 0.6, 7);

        // Block 1 is used once, block 0 twice; blocks are the same whatever the pooling.
        String left = pooling == Pooling.CLASS_TOKEN ? "blocks.1." : "blocks.";
        try (Network network = Network.create(torch, spec, weights, Precision.FP32, 3, StepExtension.NONE)) {
            Map<String, Tensor> gradients = network.gradients(batch, LABELS, settings);
            for (String name : weights.keySet().stream()
                    .filter(each -> !each.startsWith(left))
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
                    network.load(changed);
                    losses[side] = network.gradients(batch, LABELS, settings)
                            .get("loss")
                            .toFloats()[0];
                }

                // Then
                assertThat((losses[1] - losses[0]) / (2 * h)).as(name).isCloseTo(norm, within(1e-4 + 0.02 * norm));
            }
        }
    }

    private static double lossWith(
            Network network, Map<String, Tensor> weights, ImageBatch batch, String name, double change) {
        Map<String, Tensor> changed = new HashMap<>(weights);
        float[] values = weights.get(name).toFloats();
        values[0] += (float) change;
        changed.put(name, Tensor.ofFloats(weights.get(name).shape(), values));
        network.load(changed);
        return network.gradients(batch, LABELS, ALL).get("loss").toFloats()[0];
    }
}

package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers that are computed again on the way back are the same ones. */
@ParameterizedClass
@EnumSource(Kernels.class)
class CheckpointingTest {

    private static final NetworkSpec SHARED =
            NetworkSpec.auxiliary(Golden.vit(6, Pooling.NORM_THEN_MEAN), new StageSchedule(List.of(2, 1, 3)));
    private static final NetworkSpec PLAIN = NetworkSpec.of(Golden.vit(3, Pooling.CLASS_TOKEN));

    private final Torch torch;

    CheckpointingTest(Kernels kernels) {
        torch = kernels.torch();
    }

    /** With drop path, in parts of a batch, and with a block that stands still. */
    @ParameterizedTest
    @CsvSource({"FP32, 0", "FP32, 1", "BF16, 0"})
    void gradientsAreTheSameToTheBit(Precision precision, int frozen) {
        for (NetworkSpec spec : List.of(PLAIN, SHARED)) {
            // Given
            Map<String, Tensor> start = RandomInitialisation.draw(spec, 1);
            Map<String, Tensor> kept = gradients(spec, start, precision, frozen, false);

            // When
            Map<String, Tensor> again = gradients(spec, start, precision, frozen, true);

            // Then
            assertThat(again).isEqualTo(kept);
        }
    }

    @Test
    void residualNetworkIsRefused() {
        // Given
        NetworkSpec resnet = NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 4));

        // When, then
        assertThatThrownBy(() ->
                        ParameterGroup.of(resnet, resnet.parameters(), new LayerTraining(null, null, true), false))
                .hasMessageContaining("gradient_checkpointing: true");
    }

    private Map<String, Tensor> gradients(
            NetworkSpec spec, Map<String, Tensor> start, Precision precision, int frozen, boolean recomputed) {
        ImageBatch batch = Golden.batch(Golden.read("sws_aux").get("images"), null);
        LayerTraining layers = new LayerTraining(null, new Freeze(frozen), recomputed);
        try (Network network = Network.create(torch, spec, start, precision, 3, layers, StepExtension.NONE)) {
            return network.gradients(batch, new Objective.CrossEntropy(0), new StepSettings(1e-3, 0, 0, 0.5, 3));
        }
    }
}

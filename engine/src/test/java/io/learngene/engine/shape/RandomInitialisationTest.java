package io.learngene.engine.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomInitialisationTest {

    /** Neighbouring seeds would otherwise walk the same stream, one a few numbers ahead of the other. */
    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "CLASSIFIER", "CONVOLUTION"})
    void seedsShareNoNumbers(Kind kind) {
        // Given
        ParameterSpec head = new ParameterSpec("head.weight", List.of(5L, 8L, 1L, 1L), kind);
        Set<Float> seen = new HashSet<>();

        // When
        LongStream.range(0, 20).forEach(seed -> {
            for (float value : RandomInitialisation.draw(head, seed).toFloats()) {
                seen.add(value);
            }
        });

        // Then
        assertThat(seen).hasSize(20 * 5 * 8);
    }

    @Test
    void seedAndNameDecideTheNumbers() {
        // Given
        ParameterSpec one = new ParameterSpec("one", List.of(4L), Kind.LINEAR);
        ParameterSpec other = new ParameterSpec("other", List.of(4L), Kind.LINEAR);

        // When / Then
        assertThat(RandomInitialisation.draw(one, 3)).isEqualTo(RandomInitialisation.draw(one, 3));
        assertThat(RandomInitialisation.draw(one, 3)).isNotEqualTo(RandomInitialisation.draw(other, 3));
    }

    /** timm leaves these to PyTorch, whose convolutions and linear layers begin with biases up to 1 / sqrt(fan in). */
    @ParameterizedTest
    @MethodSource("biases")
    void biasesThatTimmLeavesToPyTorchBeginAsThere(NetworkSpec spec, String name, double bound) {
        // Given
        List<ParameterSpec> biases = spec.parameters().stream()
                .filter(parameter -> parameter.name().endsWith("bias"))
                .toList();

        for (ParameterSpec bias : biases) {
            // When
            float[] values = RandomInitialisation.draw(bias, 5).toFloats();

            // Then
            if (bias.name().equals(name)) {
                double furthest = IntStream.range(0, values.length)
                        .mapToDouble(i -> Math.abs(values[i]))
                        .max()
                        .orElseThrow();
                assertThat(furthest).isBetween(0.9 * bound, bound);
            } else {
                assertThat(values).as(bias.name()).containsOnly(0);
            }
        }
    }

    static Stream<Arguments> biases() {
        return Stream.of(
                Arguments.of(
                        NetworkSpec.of(new VitArchitecture(16, 4, 96, 3, 2, 5, null, null, null)),
                        "patch_embed.proj.bias",
                        1 / Math.sqrt(3 * 4 * 4)),
                Arguments.of(
                        NetworkSpec.of(new ResNetArchitecture(16, 100, List.of(1, 1), null, null, 8)),
                        "fc.bias",
                        1 / Math.sqrt(16)));
    }

    /** The bound of Glorot and Bengio by each layer's inputs and outputs; queries, keys and values are three matrices of 96 x 96. */
    @ParameterizedTest
    @CsvSource({
        "blocks.0.attn.qkv.weight, 192",
        "blocks.1.attn.proj.weight, 192",
        "blocks.0.mlp.fc1.weight, 480",
        "blocks.1.mlp.fc2.weight, 480",
        "head.weight, 101"
    })
    void xavierBoundsEachMatrixByItsInputsAndOutputs(String name, double inputsAndOutputs) {
        // Given
        NetworkSpec vit = NetworkSpec.of(new VitArchitecture(16, 4, 96, 3, 2, 5, null, null, null));
        double bound = Math.sqrt(6 / inputsAndOutputs);

        // When
        float[] values = RandomInitialisation.draw(vit, 5, WeightInit.XAVIER_UNIFORM)
                .get(name)
                .toFloats();

        // Then
        double furthest = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
        assertThat(furthest).isBetween(0.95 * bound, bound);
    }

    @Test
    void xavierChangesNothingButMatricesOfLinearLayers() {
        // Given
        NetworkSpec vit = NetworkSpec.of(new VitArchitecture(16, 4, 96, 3, 2, 5, null, null, Pooling.DISTILLED));
        Map<String, Tensor> timm = RandomInitialisation.draw(vit, 5);

        // When
        Map<String, Tensor> xavier = RandomInitialisation.draw(vit, 5, WeightInit.XAVIER_UNIFORM);

        // Then
        for (ParameterSpec parameter : vit.parameters()) {
            assertThat(xavier.get(parameter.name()).equals(timm.get(parameter.name())))
                    .as(parameter.name())
                    .isEqualTo(parameter.kind() != Kind.LINEAR);
        }
    }

    @Test
    void distillationTokenBeginsAsLargeAsPositions() {
        // Given
        ParameterSpec token =
                NetworkSpec.of(new VitArchitecture(16, 4, 96, 3, 2, 5, null, null, Pooling.DISTILLED))
                        .parameters()
                        .stream()
                        .filter(parameter -> parameter.name().equals("dist_token"))
                        .findFirst()
                        .orElseThrow();

        // When
        float[] values = RandomInitialisation.draw(token, 5).toFloats();

        // Then
        double square = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] * values[i])
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(0.02, within(0.004));
    }
}

package io.learngene.engine.network;

import static io.learngene.engine.network.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.StepExtension.Place;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a method puts into the open places of a step. */
@ParameterizedClass
@EnumSource(Kernels.class)
class StepExtensionTest {

    private static final NetworkSpec SPEC = NetworkSpec.of(Toy.VIT);
    private static final Objective LABELS = new Objective.CrossEntropy(0.1);
    private static final StepSettings STILL = new StepSettings(0, 0, 0, 0, 0);

    private final Torch torch;

    StepExtensionTest(Kernels kernels) {
        torch = kernels.torch();
    }

    private final ImageBatch batch = Images.random(6, 8, 16, 5);

    @Test
    void gradientsOfFactorsAgreeWithFiniteDifferences() {
        // Given
        Map<String, Tensor> factors = Toy.factors();
        try (Network network = inParts(factors, Toy.materialising())) {
            Map<String, Tensor> gradients = network.gradients(batch, LABELS, STILL);
            for (String name : factors.keySet()) {
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
                    float[] moved = factors.get(name).toFloats();
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] += (float) ((side == 0 ? -h : h) * gradient[i] / norm);
                    }
                    Map<String, Tensor> changed = new HashMap<>(factors);
                    changed.put(name, Tensor.ofFloats(factors.get(name).shape(), moved));
                    network.load(changed);
                    losses[side] =
                            network.gradients(batch, LABELS, STILL).get("loss").toFloats()[0];
                }

                // Then
                assertThat((losses[1] - losses[0]) / (2 * h)).as(name).isCloseTo(norm, within(1e-4 + 0.02 * norm));
            }
        }
    }

    @Test
    void gradientOfTheBaseIsThatOfABlockThatAllLayersShare() {
        // Given
        Map<String, Tensor> factors = new HashMap<>(Toy.factors());
        factors.replaceAll((name, tensor) -> name.startsWith("slope.")
                ? Tensor.ofFloats(tensor.shape(), new float[(int) tensor.elements()])
                : tensor);
        NetworkSpec shared = NetworkSpec.auxiliary(Toy.VIT, new StageSchedule(List.of(Toy.VIT.depth())));
        Map<String, Tensor> one = new HashMap<>(factors);
        one.keySet().removeIf(name -> name.startsWith("slope."));

        // When
        Map<String, Tensor> gradients = gradients(factors, Toy.materialising());

        // Then
        try (Network network = Network.create(torch, shared, one)) {
            Map<String, Tensor> expected = network.gradients(batch, LABELS, STILL);
            expected.forEach((name, gradient) -> assertClose(name, gradients.get(name), gradient, 1e-5));
        }
    }

    @Test
    void evaluationAndExportAreOfTheWeightsThatTheFactorsStandFor() {
        // Given
        try (Network network = factored(Toy.materialising())) {
            // When
            for (int i = 0; i < 3; i++) {
                network.step(batch, LABELS, new StepSettings(1e-2, 0.05, 1, 0.2, i, 0.9, 1));
            }

            // Then
            assertThat(network.factors()).isNotEqualTo(Toy.factors());
            Map<String, Tensor> weights = Toy.weights(network.factors());
            assertAllClose(network.weights(), weights);
            assertAllClose(network.averaged(network::weights), Toy.weights(network.averagedFactors()));
            try (Network written = Network.create(torch, SPEC, weights)) {
                assertClose("logits", network.logits(batch), written.logits(batch), 1e-5);
            }
        }
    }

    @Test
    void trainingGoesOnAfterAnEvaluationOfTheAverage() {
        // Given
        StepSettings settings = new StepSettings(1e-2, 0.05, 1, 0, 1, 0.9, 1);
        try (Network evaluated = factored(Toy.materialising());
                Network other = factored(Toy.materialising())) {
            evaluated.step(batch, LABELS, settings);
            other.step(batch, LABELS, settings);

            // When
            evaluated.averaged(() -> evaluated.evaluate(batch));

            // Then
            evaluated.step(batch, LABELS, settings);
            other.step(batch, LABELS, settings);
            assertThat(evaluated.factors()).isEqualTo(other.factors());
        }
    }

    @Test
    void weightsThatDoNotLieInOneRowAreReadAsTheyStand() {
        // Given: only every second number of their memory is theirs
        String source = """
                def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
                    return [torch.select(torch.stack([f, f * 2.0], -1), -1, 0) for f in factors]
                """;
        StepExtension strided =
                new StepExtension("strided", source, Set.of(Place.MATERIALISE), SPEC.parameters(), List.of(), Map.of());
        Map<String, Tensor> weights = new LinkedHashMap<>(RandomInitialisation.draw(SPEC, 3));
        weights.replaceAll((name, tensor) -> {
            float[] values = tensor.toFloats();
            for (int j = 0; j < values.length; j++) {
                values[j] += 0.01f * (j % 7);
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        try (Network network = network(weights, strided);
                Network ordinary = network(weights, StepExtension.NONE)) {
            // When
            Tensor logits = network.logits(batch);
            Map<String, Tensor> gradients = network.gradients(batch, LABELS, STILL);

            // Then
            assertClose("logits", logits, ordinary.logits(batch), 1e-6);
            ordinary.gradients(batch, LABELS, STILL)
                    .forEach((name, gradient) -> assertClose(name, gradients.get(name), gradient, 1e-5));
        }
    }

    @Test
    void directionOfZeroHoldsStill() {
        // Given
        Map<String, Tensor> weights = RandomInitialisation.draw(SPEC, 3);
        try (Network still = network(weights, Toy.directing(0));
                Network free = network(weights, Toy.directing(1))) {
            // When
            StepResult result = still.step(batch, LABELS, new StepSettings(1e-2, 0, 0, 0, 0));
            free.step(batch, LABELS, new StepSettings(1e-2, 0, 0, 0, 0));

            // Then
            assertThat(result.gradientNorm()).isZero();
            assertThat(still.weights()).isEqualTo(weights);
            assertThat(free.weights()).isNotEqualTo(weights);
        }
    }

    @Test
    void weightsFollowTheLayersOfTheStep() {
        // Given: every weight is its factor over the number of layers
        String source = """
                def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
                    return [f / fixed[-1].numel() for f in factors]
                """;
        StepExtension over =
                new StepExtension("over", source, Set.of(Place.MATERIALISE), SPEC.parameters(), List.of(), Map.of());
        Map<String, Tensor> factors = RandomInitialisation.draw(SPEC, 3);
        float value = factors.get("head.weight").toFloats()[0];
        try (Network network = network(factors, over)) {
            float three = network.weights().get("head.weight").toFloats()[0];

            // When
            network.arrange(List.of(0, 1));

            // Then
            assertThat(three).isEqualTo(value / 3);
            assertThat(network.weights().get("head.weight").toFloats()[0]).isEqualTo(value / 2);
        }
    }

    @Test
    void factorsThatShareAGradientAreClippedOnce() {
        // Given: every weight is the sum of two factors, so that both have its gradient
        String source = """
                def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
                    return [factors[2 * i] + factors[2 * i + 1] for i in range(len(factors) // 2)]
                """;
        List<ParameterSpec> halves = SPEC.parameters().stream()
                .flatMap(p ->
                        Stream.of("a/", "b/").map(h -> new ParameterSpec(h + p.name(), p.shape(), p.kind(), p.fanIn())))
                .toList();
        StepExtension sum = new StepExtension("sum", source, Set.of(Place.MATERIALISE), halves, List.of(), Map.of());
        Map<String, Tensor> factors = new LinkedHashMap<>();
        halves.forEach(half -> factors.put(half.name(), RandomInitialisation.draw(half, 3)));
        double clipNorm = 1e-3;
        try (Network network = network(factors, sum)) {
            // When
            network.step(batch, LABELS, new StepSettings(1e-2, 0, clipNorm, 0, 0));

            // Then: the first moment is a tenth of the clipped gradient
            double squares = 0;
            for (Tensor first : network.optimizerState().first().values()) {
                for (float value : first.toFloats()) {
                    squares += value * value;
                }
            }
            assertThat(10 * Math.sqrt(squares)).isCloseTo(clipNorm, within(1e-3 * clipNorm));
        }
    }

    @Test
    void objectiveOfAMethodTakesItsNumbers() {
        // Given
        Map<String, Tensor> weights = RandomInitialisation.draw(SPEC, 3);
        Map<String, Tensor> once = gradients(weights, Toy.weighing(1));

        // When
        Map<String, Tensor> twice = gradients(weights, Toy.weighing(2));

        // Then
        once.forEach((name, gradient) -> {
            float[] doubled = gradient.toFloats();
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] *= 2;
            }
            assertClose(name, twice.get(name).toFloats(), doubled, 1e-6);
        });
    }

    @Test
    void emptyPlacesAreTheOrdinaryStep() {
        // Given
        Map<String, Tensor> weights = RandomInitialisation.draw(SPEC, 3);
        StepSettings settings = new StepSettings(1e-2, 0.05, 1, 0.2, 1, 0.9, 1);
        try (Network ordinary = network(weights, StepExtension.NONE);
                Network one = network(weights, Toy.weighing(1))) {
            // When
            StepResult expected = ordinary.step(batch, LABELS, settings);
            StepResult result = one.step(batch, LABELS, settings);

            // Then
            assertThat(result).isEqualTo(expected);
            assertThat(one.weights()).isEqualTo(ordinary.weights());
        }
    }

    @Test
    void missingFactorIsNamed() {
        // Given
        Map<String, Tensor> factors = Toy.factors();
        factors.remove("slope.attn.qkv.weight");

        // When / Then
        assertThatThrownBy(() -> network(factors, Toy.materialising()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("missing: slope.attn.qkv.weight");
    }

    @Test
    void weightsThatDoNotFitTheNetworkAreRefused() {
        // Given
        NetworkSpec deeper = NetworkSpec.of(Toy.VIT.withDepth(4));

        // When / Then
        assertThatThrownBy(() -> Network.create(
                        torch, deeper, Toy.factors(), Precision.FP32, Integer.MAX_VALUE, Toy.materialising()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("materialise returned 43 tensors")
                .hasMessageContaining("the network needs 55");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss", "Fine", "../fine", ""})
    void nameThatIsNoModuleOfItsOwnIsRefused(String name) {
        assertThatThrownBy(() -> new StepExtension(name, "", Set.of(Place.OBJECTIVE), List.of(), List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name: '" + name + "'");
    }

    @Test
    void numberOfTheStepsOwnNameIsRefused() {
        // Given
        StepExtension clash =
                new StepExtension("toy", "", Set.of(Place.OBJECTIVE), List.of(), List.of(), Map.of("tau", 1.0));

        // When / Then
        assertThatThrownBy(() -> network(RandomInitialisation.draw(SPEC, 3), clash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("numbers: 'tau'");
    }

    private static void assertAllClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> assertClose(name, actual.get(name), tensor, 1e-6));
    }

    private Map<String, Tensor> gradients(Map<String, Tensor> factors, StepExtension extension) {
        try (Network network = inParts(factors, extension)) {
            return network.gradients(batch, LABELS, STILL);
        }
    }

    private Network inParts(Map<String, Tensor> factors, StepExtension extension) {
        return Network.create(torch, SPEC, factors, Precision.FP32, 3, extension);
    }

    private Network factored(StepExtension extension) {
        return network(Toy.factors(), extension);
    }

    private Network network(Map<String, Tensor> factors, StepExtension extension) {
        return Network.create(torch, SPEC, factors, Precision.FP32, Integer.MAX_VALUE, extension);
    }
}

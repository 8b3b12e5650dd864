package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Kernels.class)
class NetworkTest {

    private static final VitArchitecture VIT = new VitArchitecture(16, 4, 24, 3, 3, 5, null, null, null);
    private static final ResNetArchitecture RESNET = new ResNetArchitecture(16, 5, List.of(1, 1), null, null, 8);
    private static final Objective LABELS = new Objective.CrossEntropy(0.1);
    private static final StepSettings SETTINGS = new StepSettings(1e-3, 0.05, 1.0, 0.3, 7);

    /** Every branch takes part. */
    private static final StepSettings ALL = new StepSettings(0, 0, 0, 0, 0);

    private final Torch torch;

    NetworkTest(Kernels kernels) {
        torch = kernels.torch();
    }

    static List<NetworkSpec> networks() {
        return List.of(
                NetworkSpec.of(VIT),
                NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1))),
                NetworkSpec.of(RESNET),
                NetworkSpec.of(new ResNetArchitecture(
                        32,
                        5,
                        List.of(1, 1),
                        ResNetArchitecture.Block.BOTTLENECK,
                        ResNetArchitecture.Stem.IMAGENET,
                        8)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void countsTheParametersThatTheArchitectureNames(NetworkSpec spec) {
        // Given
        boolean shared = spec.blocks() < spec.blockOfLayer().size();

        // When
        long stored = spec.storedParameters();

        // Then
        if (shared) {
            assertThat(stored).isLessThan(spec.architecture().parameters());
        } else {
            assertThat(stored).isEqualTo(spec.architecture().parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void learnsABatchByHeart(NetworkSpec spec) {
        // Given
        ImageBatch batch = Images.random(1, 16, spec.architecture().imageSize(), 5);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            double before = network.step(batch, LABELS, SETTINGS).loss();

            // When
            double after = 0;
            for (int i = 0; i < 60; i++) {
                after = network.step(batch, LABELS, new StepSettings(3e-3, 0, 1, 0, 0))
                        .loss();
            }

            // Then
            assertThat(after).isLessThan(before / 1.5);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void sameSeedGivesTheSameBits(NetworkSpec spec) {
        assumeTrue(TestTorch.repeats(spec), "convolutions of a GPU");
        // Given
        ImageBatch batch = Images.random(2, 8, spec.architecture().imageSize(), 5);

        // When
        Map<String, Tensor> once = trained(spec, batch, 4);
        Map<String, Tensor> again = trained(spec, batch, 4);

        // Then
        assertThat(once).isEqualTo(again);
    }

    @Test
    void anotherDropPathSeedGivesOtherWeights() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        ImageBatch batch = Images.random(2, 8, 16, 5);
        try (Network one = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network other = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            // When
            one.step(batch, LABELS, new StepSettings(1e-3, 0, 0, 0.5, 1));
            other.step(batch, LABELS, new StepSettings(1e-3, 0, 0, 0.5, 2));

            // Then
            assertThat(one.weights()).isNotEqualTo(other.weights());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void goesOnFromSavedStateBitForBit(NetworkSpec spec) {
        assumeTrue(TestTorch.repeats(spec), "convolutions of a GPU");
        // Given
        ImageBatch batch = Images.random(4, 8, spec.architecture().imageSize(), 5);
        Map<String, Tensor> uninterrupted = trained(spec, batch, 5);
        Map<String, Tensor> weights;
        OptimizerState state;
        try (Network first = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            steps(first, batch, 2);
            weights = first.weights();
            state = first.optimizerState();
        }
        System.gc();

        // When
        Map<String, Tensor> resumed;
        try (Network second = Network.create(torch, spec, weights)) {
            second.restore(state);
            steps(second, batch, 3);
            resumed = second.weights();
        }

        // Then
        assertThat(resumed).isEqualTo(uninterrupted);
    }

    @ParameterizedTest
    @EnumSource(KlReduction.class)
    void partsOfABatchAddUpToTheBatch(KlReduction reduction) {
        // Given
        NetworkSpec spec = NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1)));
        ImageBatch batch = Images.random(5, 8, 16, 5);
        float[] teacher = new float[8 * 5];
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] = (float) Math.sin(i);
        }
        Objective objective = new Objective.Distillation(
                new Objective.Targets.Given(Tensor.ofFloats(List.of(8L, 5L), teacher)),
                new TeacherLoss(0.7, 2.0, reduction),
                0.1);
        StepSettings settings = new StepSettings(1e-3, 0.05, 1, 0.5, 7);
        try (Network whole = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network parts = Network.create(torch, spec, RandomInitialisation.draw(spec, 3), Precision.FP32, 3)) {
            // When
            Map<String, Tensor> expected = whole.gradients(batch, objective, ALL);
            Map<String, Tensor> gradients = parts.gradients(batch, objective, ALL);
            StepResult expectedStep = whole.step(batch, objective, settings);
            StepResult step = parts.step(batch, objective, settings);

            // Then
            assertThat(gradients).containsOnlyKeys(expected.keySet());
            expected.forEach((name, gradient) -> Golden.assertClose(name, gradients.get(name), gradient, 1e-5));
            assertThat(step.loss()).isCloseTo(expectedStep.loss(), within(1e-5));
            assertThat(step.gradientNorm()).isCloseTo(expectedStep.gradientNorm(), within(1e-5));
            assertThat(step.correct()).isEqualTo(expectedStep.correct());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "FP16"})
    void shortNumbersGiveNearlyTheSameGradients(Precision precision) {
        // Given
        NetworkSpec spec = NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1)));
        ImageBatch batch = Images.random(5, 8, 16, 5);
        try (Network exact = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network rounded = Network.create(torch, spec, RandomInitialisation.draw(spec, 3), precision, 3)) {
            // When
            Map<String, Tensor> expected = exact.gradients(batch, LABELS, ALL);
            Map<String, Tensor> gradients = rounded.gradients(batch, LABELS, ALL);

            // Then
            expected.forEach((name, gradient) -> {
                assertThat(gradients.get(name).type()).isEqualTo(DType.F32);
                assertThat(distance(gradients.get(name), gradient)).as(name).isLessThan(0.05);
            });
        }
    }

    /** As many tokens as a processor takes at once: a sum of sixteen bits over them loses what it adds. */
    @ParameterizedTest
    @CsvSource({"96, 8, NORM_THEN_MEAN", "96, 8, MEAN_THEN_NORM", "192, 4, CLASS_TOKEN"})
    void gradientsOfNormsAreSummedExactlyInShortNumbers(int dim, int patch, Pooling pooling) {
        // Given
        VitArchitecture vit = new VitArchitecture(32, patch, dim, 3, 2, 10, null, null, pooling);
        NetworkSpec spec = NetworkSpec.of(vit);
        ImageBatch batch = Images.random(5, 2200 / vit.tokens(), 32, 10);
        try (Network exact = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network rounded =
                        Network.create(torch, spec, RandomInitialisation.draw(spec, 3), Precision.BF16, 4096)) {
            // When
            Map<String, Tensor> expected = exact.gradients(batch, LABELS, ALL);
            Map<String, Tensor> gradients = rounded.gradients(batch, LABELS, ALL);

            // Then
            expected.forEach((name, gradient) -> {
                if (name.contains("norm")) {
                    assertThat(distance(gradients.get(name), gradient)).as(name).isLessThan(0.01);
                }
            });
        }
    }

    /** Every layer rounds what the next one begins with; what is left of that in the gradients does not grow with the rows. */
    @Test
    void gradientsOfNormsOfADeepNetworkStayNearThoseOfExactNumbers() {
        // Given 2,192 rows
        VitArchitecture vit = new VitArchitecture(32, 8, 96, 3, 16, 10, null, null, null);
        NetworkSpec spec = NetworkSpec.of(vit);
        ImageBatch batch = Images.random(5, 137, 32, 10);
        try (Network exact = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network rounded =
                        Network.create(torch, spec, RandomInitialisation.draw(spec, 3), Precision.BF16, 4096)) {
            // When
            Map<String, Tensor> expected = exact.gradients(batch, LABELS, ALL);
            Map<String, Tensor> gradients = rounded.gradients(batch, LABELS, ALL);

            // Then
            expected.forEach((name, gradient) -> {
                if (name.contains("norm")) {
                    assertThat(distance(gradients.get(name), gradient)).as(name).isLessThan(0.02);
                }
            });
        }
    }

    @Test
    void scaledLossGivesTheSameStep() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        ImageBatch batch = Images.random(5, 8, 16, 5);
        try (Network plain = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network scaled = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            // When
            StepResult expected = plain.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 7));
            StepResult step = scaled.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 7, null, 1024));

            // Then
            assertThat(step.loss()).isEqualTo(expected.loss());
            assertThat(step.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
            plain.weights()
                    .forEach((name, weight) ->
                            Golden.assertClose(name, scaled.weights().get(name), weight, 1e-5));
        }
    }

    @Test
    void overflowOfAScaledStepChangesNothing() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        ImageBatch batch = Images.random(5, 8, 16, 5);
        Map<String, Tensor> weights = RandomInitialisation.draw(spec, 3);
        try (Network network = Network.create(torch, spec, weights)) {
            // When
            StepResult step = network.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 7, null, 1e39));

            // Then
            assertThat(step.gradientNorm()).isNotFinite();
            assertThat(network.weights()).isEqualTo(weights);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void averageFollowsTheWeights(boolean vit) {
        // Given
        NetworkSpec spec = NetworkSpec.of(vit ? VIT : new ResNetArchitecture(16, 5, List.of(1, 1), null, null, 4));
        ImageBatch batch = Images.random(5, 8, 16, 5);
        Map<String, Tensor> first = RandomInitialisation.draw(spec, 3);
        try (Network network = Network.create(torch, spec, first)) {
            // When
            network.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 7, 0.75, 1));
            Map<String, Tensor> second = network.weights();
            network.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 8, 0.75, 1));
            Map<String, Tensor> third = network.weights();
            Map<String, Tensor> average = network.averagedFactors();
            Evaluation plain = network.evaluate(batch);
            Evaluation averaged = network.averaged(() -> network.evaluate(batch));

            // Then
            assertThat(average).containsOnlyKeys(first.keySet());
            first.forEach((name, begin) -> {
                if (begin.type() == DType.I64) {
                    assertThat(average.get(name)).isEqualTo(third.get(name));
                    return;
                }
                float[] expected = begin.toFloats();
                for (int i = 0; i < expected.length; i++) {
                    double afterOne =
                            0.75 * expected[i] + 0.25 * second.get(name).toFloats()[i];
                    expected[i] =
                            (float) (0.75 * afterOne + 0.25 * third.get(name).toFloats()[i]);
                }
                Golden.assertClose(name, average.get(name), Tensor.ofFloats(begin.shape(), expected), 1e-5);
            });
            assertThat(averaged.loss()).isNotEqualTo(plain.loss());
            assertThat(network.evaluate(batch)).isEqualTo(plain);
            assertThat(network.weights()).isEqualTo(third);
        }
    }

    @Test
    void decayOfZeroForgetsTheFirstWeights() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        ImageBatch batch = Images.random(5, 8, 16, 5);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            // When
            network.step(batch, LABELS, new StepSettings(1e-3, 0.05, 1, 0, 7, 0.0, 1));

            // Then
            assertThat(network.averagedFactors()).isEqualTo(network.factors());
        }
    }

    /** {@return Euclidean distance of two tensors relative to the length of the second} */
    private static double distance(Tensor one, Tensor other) {
        float[] a = one.toFloats();
        float[] b = other.toFloats();
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow(a[i] - b[i], 2);
            length += Math.pow(b[i], 2);
        }
        return Math.sqrt(difference / Math.max(length, 1e-12));
    }

    @Test
    void mixedBatchHasTheMixtureOfTwoLosses() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        ImageBatch batch = Images.random(5, 8, 16, 5);
        long[] reversed = new long[8];
        for (int i = 0; i < 8; i++) {
            reversed[i] = batch.labels()[7 - i];
        }
        ImageBatch others = new ImageBatch(batch.parts().get(0), reversed, 8, 16);
        ImageBatch mixed = new ImageBatch(batch.parts(), batch.labels(), 8, 16, 0.3);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3), Precision.FP32, 3)) {
            double own = network.gradients(batch, LABELS, ALL).get("loss").toFloats()[0];
            double other = network.gradients(others, LABELS, ALL).get("loss").toFloats()[0];

            // When
            double loss = network.gradients(mixed, LABELS, ALL).get("loss").toFloats()[0];

            // Then
            assertThat(loss).isCloseTo(0.3 * own + 0.7 * other, within(1e-5));
        }
    }

    @Test
    void arrangedLayersAnswerAsTheExpandedModelDoes() {
        // Given
        NetworkSpec shared = NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1)));
        Map<String, Tensor> gene = RandomInitialisation.draw(shared, 3);
        List<Integer> source = List.of(0, 0, 1, 1, 1);
        ImageBatch batch = Images.random(6, 4, 16, 5);
        NetworkSpec deep = NetworkSpec.of(VIT.withDepth(5));
        try (Network elastic = Network.create(torch, shared, gene);
                Network expanded = Network.create(torch, deep, Expansion.weights(gene, source))) {
            Tensor nominal = elastic.logits(batch);

            // When
            elastic.arrange(source);
            Tensor arranged = elastic.logits(batch);
            elastic.arrange(shared.blockOfLayer());

            // Then
            assertThat(arranged).isEqualTo(expanded.logits(batch));
            assertThat(elastic.logits(batch)).isEqualTo(nominal).isNotEqualTo(arranged);
        }
    }

    @Test
    void blockThatIsNotThereCannotBeArranged() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            // When / Then
            assertThatThrownBy(() -> network.arrange(List.of(0, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 to 2");
        }
    }

    @Test
    void sharedBlocksGetTheSumOfTheGradientsOfTheirUses() {
        // Given
        NetworkSpec shared = NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1)));
        NetworkSpec separate = NetworkSpec.of(VIT);
        Map<String, Tensor> gene = RandomInitialisation.draw(shared, 3);
        Map<String, Tensor> copies = new HashMap<>();
        gene.forEach((name, tensor) -> {
            if (name.startsWith("blocks.1.")) {
                copies.put(name.replace("blocks.1.", "blocks.2."), tensor);
            } else {
                copies.put(name, tensor);
                if (name.startsWith("blocks.0.")) {
                    copies.put(name.replace("blocks.0.", "blocks.1."), tensor);
                }
            }
        });
        ImageBatch batch = Images.random(5, 4, 16, 5);
        try (Network auxiliary = Network.create(torch, shared, gene);
                Network descendant = Network.create(torch, separate, copies)) {
            // When
            Map<String, Tensor> sum = auxiliary.gradients(batch, LABELS, ALL);
            Map<String, Tensor> single = descendant.gradients(batch, LABELS, ALL);

            // Then
            for (String tensor : List.of("norm1.weight", "attn.qkv.weight", "attn.proj.bias", "mlp.fc1.weight")) {
                float[] a = single.get("blocks.0." + tensor).toFloats();
                float[] b = single.get("blocks.1." + tensor).toFloats();
                for (int i = 0; i < a.length; i++) {
                    a[i] += b[i];
                }
                Golden.assertClose(tensor, sum.get("blocks.0." + tensor).toFloats(), a, 1e-5);
            }
        }
    }

    @Test
    void batchNormMovesItsRunningStatisticsByATenth() {
        // Given
        NetworkSpec spec = NetworkSpec.of(RESNET);
        ImageBatch batch = Images.random(7, 8, 16, 5);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            // When
            network.step(batch, LABELS, new StepSettings(0, 0, 0, 0, 0));
            Map<String, Tensor> once = network.weights();
            network.step(batch, LABELS, new StepSettings(0, 0, 0, 0, 0));
            Map<String, Tensor> twice = network.weights();

            // Then
            float mean1 = once.get("bn1.running_mean").toFloats()[0];
            float mean2 = twice.get("bn1.running_mean").toFloats()[0];
            assertThat(mean2).isCloseTo(mean1 * 1.9f, within(1e-6f + Math.abs(mean1) * 1e-4f));
            assertThat(twice.get("bn1.num_batches_tracked").data().getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void evaluationLeavesEverythingAsItWas() {
        // Given
        NetworkSpec spec = NetworkSpec.of(RESNET);
        ImageBatch batch = Images.random(8, 8, 16, 5);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            Map<String, Tensor> before = network.weights();

            // When
            Evaluation scores = network.evaluate(batch);

            // Then
            assertThat(network.weights()).isEqualTo(before);
            assertThat(scores.images()).isEqualTo(8);
            assertThat(scores.correctOfFive()).isEqualTo(8);
            assertThat(scores.loss()).isPositive();
        }
    }

    @Test
    void teacherSeesTheStudentsImagesAndIsNotTrained() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        NetworkSpec ancestor = NetworkSpec.of(RESNET);
        ImageBatch batch = Images.random(9, 8, 16, 5);
        try (Network teacher = Network.create(torch, ancestor, RandomInitialisation.draw(ancestor, 1));
                Network live = Network.create(torch, spec, RandomInitialisation.draw(spec, 3));
                Network given = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            Map<String, Tensor> before = teacher.weights();
            Tensor logits = teacher.logits(batch);

            // When
            live.step(batch, distillation(new Objective.Targets.Teacher(teacher)), SETTINGS);
            given.step(batch, distillation(new Objective.Targets.Given(logits)), SETTINGS);

            // Then
            assertThat(live.weights()).isEqualTo(given.weights());
            assertThat(teacher.weights()).isEqualTo(before);
        }
    }

    @Test
    void loadingNamesEveryTensorAtFault() {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        Map<String, Tensor> weights = new HashMap<>(RandomInitialisation.draw(spec, 3));
        weights.remove("head.bias");
        weights.put("extra.weight", Tensor.ofFloats(List.of(1L), new float[1]));
        weights.put("norm.weight", Tensor.ofFloats(List.of(2L), new float[2]));
        weights.put("norm.bias", Tensor.ofLongs(List.of(24L), new long[24]));

        // When / Then
        assertThatThrownBy(() -> Network.create(torch, spec, weights))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("missing: head.bias [5]")
                .hasMessageContaining("unexpected: extra.weight")
                .hasMessageContaining("misshapen: norm.weight is [2], should be [24]")
                .hasMessageContaining("wrong type: norm.bias is I64");
    }

    private static Objective distillation(Objective.Targets targets) {
        return new Objective.Distillation(targets, new TeacherLoss(0.5, 2.0, KlReduction.BATCH), 0);
    }

    @Test
    void batchInSeveralBuffersIsTheSameBatch() {
        // Given
        ImageBatch batch = Images.random(9, 8, 16, 5);
        ByteBuffer all = batch.parts().get(0);
        int three = 3 * 12 * 16 * 16;
        ImageBatch parts = new ImageBatch(
                List.of(all.slice(0, three), all.slice(three, all.limit() - three)), batch.labels(), 8, 16, 1);
        NetworkSpec spec = NetworkSpec.of(new VitArchitecture(16, 8, 24, 1, 2, 5, null, null, null));

        // When
        try (Network network = Network.create(Torch.cpu(), spec, RandomInitialisation.draw(spec, 0))) {
            // Then
            assertThat(network.logits(parts).toFloats())
                    .isEqualTo(network.logits(batch).toFloats());
        }
    }

    private Map<String, Tensor> trained(NetworkSpec spec, ImageBatch batch, int steps) {
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 3))) {
            steps(network, batch, steps);
            return network.weights();
        }
    }

    private static void steps(Network network, ImageBatch batch, int steps) {
        for (int i = 0; i < steps; i++) {
            network.step(batch, LABELS, SETTINGS);
            System.gc();
        }
    }
}

package io.learngene.method.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepResult;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.GoldenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LiGO and Mango against the golden vectors, and what has to hold of them (invariants L1 to L4 and M1 to M5). */
class TrainedOperatorTest {

    private static final VitArchitecture SMALL = vit(24, 3, 2);
    private static final VitArchitecture LARGE = vit(48, 6, 4);
    private static final Objective LABELS = new Objective.CrossEntropy(0);

    private static Torch torch;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        torch = Torch.of("cpu", 1);
    }

    @ParameterizedTest
    @CsvSource({"ligo, LIGO, 0", "mango_rank1, MANGO, 1", "mango_rank2, MANGO, 2"})
    void logitsLossAndGradientsAreTheReferences(String file, GrowthOperator.Kind kind, int rank) {
        // Given
        GoldenFile golden = GoldenFile.read(file);
        TrainedOperator operator = operator(kind, rank, golden.under("small."), SMALL, LARGE);
        try (Network network = network(operator, golden.under("operator."), LARGE)) {
            System.gc();

            // When
            Tensor logits = network.logits(golden.batch());
            StepResult step = network.step(golden.batch(), LABELS, new StepSettings(0, 0, 0, 0, 0));
            System.gc();

            // Then
            GoldenFile.assertClose("logits", logits, golden.tensor("logits"), 1e-5);
            assertThat(step.loss()).isCloseTo((double) golden.tensor("loss").floatAt(0), within(1e-6));
            // The first moment is a tenth of the gradient.
            Map<String, Tensor> first = network.optimizerState().first();
            golden.under("grad.")
                    .forEach((name, gradient) ->
                            GoldenFile.assertClose(name, times(10, first.get(name)), gradient, 1e-5));
        }
    }

    @Test
    void ligosWeightsAreTheReferences() {
        // Given
        GoldenFile golden = GoldenFile.read("ligo");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, golden.under("small."), SMALL, LARGE);

        // When
        Map<String, Tensor> grown = written(ligo, golden.under("operator."), LARGE);

        // Then
        golden.under("grown.").forEach((name, tensor) -> GoldenFile.assertClose(name, grown.get(name), tensor, 1e-6));
    }

    @Test
    void ligosFactorsAfterThreeStepsAreTheReferences() {
        // Given
        GoldenFile golden = GoldenFile.read("ligo");
        Map<String, Tensor> before = golden.under("operator.");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, golden.under("small."), SMALL, LARGE);
        try (Network network = network(ligo, before, LARGE)) {
            // When
            for (int step = 0; step < 3; step++) {
                System.gc();
                StepResult result = network.step(golden.batch(), LABELS, new StepSettings(0.01, 0, 0, 0, 0));
                assertThat(result.loss())
                        .isCloseTo((double) golden.tensor("losses").floatAt(step), within(1e-4));
            }

            // Then
            Map<String, Tensor> after = network.factors();
            golden.under("operator_after_3_steps.").forEach((name, expected) -> {
                Tensor change = minus(expected, before.get(name));
                GoldenFile.assertClose(name, minus(after.get(name), before.get(name)), change, tolerance(name));
            });
        }
    }

    /** L1. */
    @Test
    void ligoOfTheSameSizeKeepsEveryByteWhereEachLayerIsItself() {
        // Given
        Map<String, Tensor> small = GoldenFile.read("ligo").under("small.");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, small, SMALL, SMALL);
        Map<String, Tensor> plain = stacked(ligo.first(1));

        // When
        Map<String, Tensor> grown = written(ligo, plain, SMALL);

        // Then
        assertThat(grown).isEqualTo(small);
    }

    /** L2. */
    @Test
    void ligosOldCornerIsAMixtureOfLayers() {
        // Given
        Map<String, Tensor> small = GoldenFile.read("ligo").under("small.");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, small, SMALL, LARGE);

        // When
        Map<String, Tensor> grown = written(ligo, stacked(ligo.first(1)), LARGE);

        // Then: the old corner of stacked layer 3 is layer 1
        float[] wide = grown.get("blocks.3.mlp.fc2.weight").toFloats();
        float[] narrow = small.get("blocks.1.mlp.fc2.weight").toFloats();
        for (int row = 0; row < 24; row++) {
            for (int column = 0; column < 96; column++) {
                assertThat(wide[row * 192 + column]).isEqualTo(narrow[row * 96 + column]);
            }
        }
    }

    /** L3. */
    @Test
    void ligoIsLinearInTheSmallWeights() {
        // Given
        GoldenFile golden = GoldenFile.read("ligo");
        Map<String, Tensor> doubled = new LinkedHashMap<>();
        golden.under("small.").forEach((name, tensor) -> doubled.put(name, times(2, tensor)));
        TrainedOperator once = operator(GrowthOperator.Kind.LIGO, 0, golden.under("small."), SMALL, LARGE);
        TrainedOperator twice = operator(GrowthOperator.Kind.LIGO, 0, doubled, SMALL, LARGE);

        // When
        Tensor of = written(once, golden.under("operator."), LARGE).get("blocks.2.attn.qkv.weight");
        Tensor ofDoubled = written(twice, golden.under("operator."), LARGE).get("blocks.2.attn.qkv.weight");

        // Then
        assertThat(ofDoubled).isEqualTo(times(2, of));
    }

    /** L4. */
    @ParameterizedTest
    @EnumSource(
            value = GrowthOperator.Kind.class,
            names = {"LIGO", "MANGO"})
    void everyFactorLearnsAndTheSmallNetworkStays(GrowthOperator.Kind kind) {
        // Given
        GoldenFile golden = GoldenFile.read("ligo");
        Map<String, Tensor> small = golden.under("small.");
        TrainedOperator operator = operator(kind, 2, small, SMALL, LARGE);
        Map<String, Tensor> first = operator.first(3);
        List<Tensor> fixed = operator.extension().fixed();
        try (Network network = network(operator, first, LARGE)) {
            // When
            network.step(golden.batch(), LABELS, new StepSettings(0.01, 0, 0, 0, 0));

            // Then
            assertThat(network.factors())
                    .allSatisfy((name, factor) -> assertThat(factor).as(name).isNotEqualTo(first.get(name)));
            assertThat(small).isEqualTo(golden.under("small."));
            assertThat(operator(kind, 2, small, SMALL, LARGE).extension().fixed())
                    .isEqualTo(fixed);
        }
    }

    /** M1, and M5: what is packed for the ring comes out of it again. */
    @Test
    void mangoOfTheSameSizeKeepsEveryByte() {
        // Given
        Map<String, Tensor> small = GoldenFile.read("mango_rank1").under("small.");
        Mango mango = mango(small, SMALL, 1);

        // When
        Map<String, Tensor> same = written(mango, mango.first(new Random(1), 0, 0), SMALL);

        // Then
        assertThat(same).isEqualTo(small);
    }

    /** M2, on some elements. */
    @Test
    void ringOfMangoIsTheProductOfItsDefinition() {
        // Given
        GoldenFile golden = GoldenFile.read("mango_rank2");
        Map<String, Tensor> small = golden.under("small.");
        Map<String, Tensor> factors = golden.under("operator.");

        // When
        Map<String, Tensor> grown = written(mango(small, LARGE, 2), factors, LARGE);

        // Then
        for (int[] at : new int[][] {{0, 0, 0}, {1, 47, 30}, {3, 25, 2}}) {
            double expected = defined(small, factors, at[0], at[1], at[2]);
            float actual = grown.get("blocks." + at[0] + ".attn.proj.weight").floatAt(at[1] * 48 + at[2]);
            assertThat((double) actual).isCloseTo(expected, within(2e-6));
        }
    }

    /** M3. */
    @Test
    void mangoWithoutNoiseIsTheClosedFormWithEqualShares() {
        // Given
        GoldenFile golden = GoldenFile.read("mango_rank1");
        Map<String, Tensor> small = golden.under("small.");
        VitArchitecture wide = vit(48, 6, 2);
        Mango mango = mango(small, wide, 1);
        GrowthRule equal = new GrowthRule(null, GrowthRule.Depth.STACK, null, null, GrowthRule.Shares.EQUAL, true);

        // When
        Map<String, Tensor> grown = written(mango, mango.first(new Random(1), 0, 0), wide);

        // Then: hidden neurons are copied part by part, the others in the same places
        Map<String, Tensor> closed = VitGrowth.grow(small, SMALL, wide, equal, 1);
        for (String name :
                List.of("blocks.1.attn.qkv.weight", "blocks.1.attn.proj.weight", "head.weight", "norm.bias")) {
            assertThat(grown.get(name)).as(name).isEqualTo(closed.get(name));
        }
        GoldenFile.assertClose("logits", logits(wide, grown, golden), logits(SMALL, small, golden), 3e-6);
    }

    /** M4. */
    @Test
    void higherRanksOfMangoAreNothingWithoutNoise() {
        // Given
        Map<String, Tensor> small = GoldenFile.read("mango_rank1").under("small.");

        // When
        Mango three = mango(small, LARGE, 3);
        Map<String, Tensor> ofThree = written(three, three.first(new Random(1), 0, 0), LARGE);
        Mango one = mango(small, LARGE, 1);
        Map<String, Tensor> ofOne = written(one, one.first(new Random(1), 0, 0), LARGE);

        // Then
        ofOne.forEach((name, tensor) -> GoldenFile.assertClose(name, ofThree.get(name), tensor, 1e-7));
    }

    @Test
    void sameSeedBeginsWithTheSameFactorsAndAnotherWithOthers() {
        // Given
        Map<String, Tensor> small = GoldenFile.read("ligo").under("small.");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, small, SMALL, LARGE);

        // When, Then
        assertThat(ligo.first(7)).isEqualTo(ligo.first(7)).isNotEqualTo(ligo.first(8));
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void networksWithTokensOfTheirOwnGrowToo(Pooling pooling) {
        // Given
        VitArchitecture from = new VitArchitecture(32, 8, 24, 3, 2, 10, 4.0, 1e-6, pooling);
        VitArchitecture to = new VitArchitecture(32, 8, 48, 6, 3, 10, 4.0, 1e-6, pooling);
        Map<String, Tensor> small = RandomInitialisation.draw(NetworkSpec.of(from), 3);

        for (GrowthOperator.Kind kind : List.of(GrowthOperator.Kind.LIGO, GrowthOperator.Kind.MANGO)) {
            // When
            TrainedOperator operator = operator(kind, 1, small, from, to);

            // Then
            assertThat(written(operator, operator.first(1), to))
                    .hasSameSizeAs(NetworkSpec.of(to).parameters());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void interruptedFitEndsWithTheBitsOfOneThatWasNot(int stopAfter) throws IOException {
        // Given
        TrainingResult uninterrupted = train(folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);
        System.gc();

        // When
        TrainingResult resumed = train(folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.steps()).isEqualTo(4);
        assertThat(resumed.factors()).isEqualTo(uninterrupted.factors());
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    private static TrainingResult train(Path checkpoints, BooleanSupplier stop) throws IOException {
        Map<String, Tensor> small = GoldenFile.read("ligo").under("small.");
        TrainedOperator ligo = operator(GrowthOperator.Kind.LIGO, 0, small, SMALL, LARGE);
        Dataset shapes = SyntheticShapes.dataset(3, 20, 10);
        TrainingRecipe recipe = GoldenFile.recipe("{'epochs': 1, 'batch_size': 8, 'learning_rate': 0.01}");
        TrainingTask task = new TrainingTask(
                        NetworkSpec.of(LARGE),
                        null,
                        recipe,
                        null,
                        shapes.train().counted(32),
                        shapes.test(),
                        7)
                .with(ligo.extension(), ligo.first(7));
        return Trainer.train(torch, task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, stop);
    }

    /** The sum over everything that one weight of a projection follows from. */
    private static double defined(
            Map<String, Tensor> small, Map<String, Tensor> factors, int layer, int row, int column) {
        float[] matrices = mango(small, LARGE, 2).extension().fixed().get(1).toFloats();
        double sum = 0;
        for (int i = 0; i < matrices.length; i++) {
            int in = i % 24;
            int out = i / 24 % 24;
            int kind = i / 576 % 12;
            int from = i / 6912;
            for (int ranks = 0; ranks < 16; ranks++) {
                int p = ranks & 1;
                int q = ranks >> 1 & 1;
                int r = ranks >> 2 & 1;
                int s = ranks >> 3;
                sum += (double) matrices[i]
                        * factors.get("s_b").floatAt(((p * 12 + kind) * 12 + 3) * 2 + q)
                        * factors.get("s_o").floatAt(((q * 24 + out) * 48 + row) * 2 + r)
                        * factors.get("s_l").floatAt(((r * 2 + from) * 4 + layer) * 2 + s)
                        * factors.get("s_i").floatAt(((s * 24 + in) * 48 + column) * 2 + p);
            }
        }
        return sum;
    }

    /** Mixtures of layers brought to the one layer that each is a copy of. */
    private static Map<String, Tensor> stacked(Map<String, Tensor> factors) {
        Map<String, Tensor> plain = new LinkedHashMap<>(factors);
        plain.replaceAll((name, tensor) -> {
            if (!name.startsWith("depth.")) {
                return tensor;
            }
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] > 0.5f ? 1 : 0;
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        return plain;
    }

    private static TrainedOperator operator(
            GrowthOperator.Kind kind, int rank, Map<String, Tensor> small, VitArchitecture from, VitArchitecture to) {
        Integer mangos = kind == GrowthOperator.Kind.MANGO ? (Integer) rank : null;
        return TrainedOperator.of(new GrowthOperator(kind, mangos, null, null), small, from, to);
    }

    private static Mango mango(Map<String, Tensor> small, VitArchitecture to, int rank) {
        return new Mango(new SmallModel(small, SMALL), to, rank);
    }

    private static Network network(TrainedOperator operator, Map<String, Tensor> factors, VitArchitecture to) {
        return Network.create(
                torch, NetworkSpec.of(to), factors, Precision.FP32, Integer.MAX_VALUE, operator.extension());
    }

    private static Map<String, Tensor> written(
            TrainedOperator operator, Map<String, Tensor> factors, VitArchitecture to) {
        try (Network network = network(operator, factors, to)) {
            return network.weights();
        }
    }

    private static Tensor logits(VitArchitecture shape, Map<String, Tensor> weights, GoldenFile golden) {
        ImageBatch batch = golden.batch();
        try (Network network = Network.create(torch, NetworkSpec.of(shape), weights)) {
            return network.logits(batch);
        }
    }

    private static VitArchitecture vit(int dim, int heads, int depth) {
        return new VitArchitecture(32, 8, dim, heads, depth, 10, 4.0, 1e-6, Pooling.NORM_THEN_MEAN);
    }

    /**
     * AdamW makes whole steps of small gradients, rounding and all. That of the keys' biases is nothing else: softmax ignores a shift.
     */
    private static double tolerance(String name) {
        return name.equals("depth.k.bias") ? 2.1 : 3e-3;
    }

    private static Tensor minus(Tensor one, Tensor other) {
        float[] values = one.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] -= other.floatAt(i);
        }
        return Tensor.ofFloats(one.shape(), values);
    }

    private static Tensor times(float factor, Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Tensor.ofFloats(tensor.shape(), values);
    }
}

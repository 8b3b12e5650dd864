package io.learngene.method.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.network.StepResult;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.GoldenFile;
import io.learngene.method.factors.Factors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates and scalers against the golden vectors, and what has to hold of them (invariants W1 to W3, and those of every learngene of factors). */
class TemplatesTest {

    private static final VitArchitecture SHAPE = GoldenFile.vit(24, 3, 3);
    private static final Templates RULE = new Templates(4, 8, 32);
    private static final Factors FACTORS = new Factors(SHAPE, RULE);
    private static final VitArchitecture TARGET = SHAPE.withDepth(5).withWidth(32, 4);
    private static final Objective LABELS = new Objective.CrossEntropy(0);
    private static final Wave WAVE = new Wave();

    private static Torch torch;
    private static GoldenFile golden;
    private static Map<String, Tensor> gene;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() {
        torch = Torch.of("cpu", 1);
        golden = GoldenFile.read("wave");
        gene = golden.under("gene.");
    }

    /** W1. */
    @Test
    void matrixIsTheSumOfKroneckerProducts() {
        // Given: templates [3, 4, 6] and scalers [3, 5, 2]
        GoldenFile closed = GoldenFile.read("closed");
        Templates rule = new Templates(3, 4, 16);

        // When
        Tensor product =
                rule.matrix(List.of(closed.tensor("wave.templates")), closed.tensor("wave.scalers"), List.of(20L, 12L));

        // Then
        closed.assertClose(product, "wave.product", 1e-6);
    }

    @Test
    void logitsLossAndGradientsAreTheReferences() {
        try (Network network = network(FACTORS, FACTORS.whole(), gene)) {
            System.gc();

            // When
            Tensor logits = network.logits(golden.batch());
            StepResult step = network.step(golden.batch(), LABELS, new StepSettings(0, 0, 0, 0, 0));
            System.gc();

            // Then
            golden.assertClose(logits, "logits", 1e-5);
            assertThat(step.loss())
                    .isCloseTo((double) golden.tensors().get("loss").floatAt(0), within(1e-6));
            // The first moment is a tenth of the gradient.
            network.optimizerState().first().forEach((name, tenth) -> {
                float[] gradient = tenth.toFloats();
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= 10;
                }
                golden.assertClose(Tensor.ofFloats(tenth.shape(), gradient), "grad." + name, tolerance(name));
            });
        }
    }

    /** W2. */
    @Test
    void targetOfTheAuxiliaryShapeIsTheGene() {
        // When
        Map<String, Tensor> same = WAVE.at(FACTORS, gene, SHAPE);

        // Then
        assertThat(same).isEqualTo(gene);
    }

    @ParameterizedTest
    @CsvSource({"5, 24, 3, logits.L5", "5, 32, 4, logits.L5.d32", "3, 16, 2, logits.L3.d16"})
    void targetsOfOtherShapesAreTheReferences(int depth, int dim, int heads, String logits) {
        // Given
        VitArchitecture shape = SHAPE.withDepth(depth).withWidth(dim, heads);
        Factors target = new Factors(shape, RULE);

        // When
        Map<String, Tensor> everything = WAVE.at(FACTORS, gene, shape);

        // Then
        try (Network network = network(target, target.whole(), everything)) {
            golden.assertClose(network.logits(golden.batch()), logits, 1e-5);
        }
    }

    /** W3. */
    @Test
    void twoTemplatesOfFullSizeAreALinearExpansion() {
        // Given: scalers of 1 and i / L
        GoldenFile tleg = GoldenFile.read("tleg");
        Factors full = new Factors(GoldenFile.vit(24, 3, 4), new Templates(2, 24, 96));
        Map<String, Tensor> expanded = new LinkedHashMap<>();
        for (ParameterSpec each : full.all()) {
            expanded.put(each.name(), linear(each, tleg, full));
        }

        // When
        try (Network network = network(full, full.whole(), expanded)) {
            // Then
            tleg.assertClose(network.logits(tleg.batch()), "logits.L4", 1e-5);
        }
    }

    private static Tensor linear(ParameterSpec factor, GoldenFile tleg, Factors full) {
        String name = factor.name();
        String[] parts = name.split("\\.", 3);
        if (name.startsWith("templates.")) {
            String kind = name.substring("templates.".length()) + ".weight";
            float[] both = new float[(int) factor.elements()];
            float[] base = tleg.tensor("gene.base." + kind).toFloats();
            System.arraycopy(base, 0, both, 0, base.length);
            System.arraycopy(tleg.tensor("gene.slope." + kind).toFloats(), 0, both, base.length, base.length);
            return Tensor.ofFloats(factor.shape(), both);
        }
        if (!name.startsWith("scaler.") && !name.startsWith("vector.")) {
            return tleg.tensor("gene." + name);
        }
        float share = Float.parseFloat(parts[1]) / full.shape().depth();
        if (name.startsWith("scaler.")) {
            return Tensor.ofFloats(factor.shape(), new float[] {1, share});
        }
        float[] vector = tleg.tensor("gene.base." + parts[2]).toFloats();
        float[] slope = tleg.tensor("gene.slope." + parts[2]).toFloats();
        for (int i = 0; i < vector.length; i++) {
            vector[i] += share * slope[i];
        }
        return Tensor.ofFloats(factor.shape(), vector);
    }

    @Test
    void ruleOfScalersIsTheRuleOfTheMatricesThatTheyMake() throws IOException {
        // Given
        Map<String, Tensor> narrow = TensorSource.tensors(FACTORS.weights(sources(gene)));
        Factors wide = new Factors(TARGET.withDepth(3), RULE);

        // When
        Map<String, Tensor> made = TensorSource.tensors(wide.weights(sources(WAVE.at(FACTORS, gene, wide.shape()))));

        // Then
        made.forEach((name, tensor) -> {
            Tensor resized = Width.resized(
                    narrow.get(name), tensor.shape(), tensor.shape().size() == 2);
            GoldenFile.assertClose(name, tensor, resized, 1e-6);
        });
    }

    @Test
    void twiceTheWidthInAsManyHeadsComputesTheSame() throws IOException {
        // Given: heads that are twice as wide have products twice as large, of which the root of two is scaled away
        Factors wide = new Factors(SHAPE.withWidth(48, 3), RULE);
        Map<String, Tensor> weights = TensorSource.tensors(wide.weights(sources(WAVE.at(FACTORS, gene, wide.shape()))));
        weights.replaceAll((name, tensor) -> name.contains("attn.qkv") ? queriesOverRootOfTwo(tensor) : tensor);

        // When
        try (Network network = Network.create(torch, NetworkSpec.of(wide.shape()), weights)) {
            // Then
            golden.assertClose(network.logits(golden.batch()), "logits", 1e-5);
        }
    }

    private static Tensor queriesOverRootOfTwo(Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length / 3; i++) {
            values[i] /= (float) Math.sqrt(2);
        }
        return Tensor.ofFloats(tensor.shape(), values);
    }

    /** Depth and width, and the scalers of the reference. */
    @Test
    void fitChangesScalersAndNothingElse() {
        // Given
        Factors target = new Factors(TARGET, RULE);
        Map<String, Tensor> everything = WAVE.at(FACTORS, gene, TARGET);
        try (Network network = network(target, target.fit(everything), scalers(target, everything));
                Network whole = network(target, target.whole(), everything)) {
            assertThat(network.weights()).isEqualTo(whole.weights());

            // When
            for (int step = 0; step < 3; step++) {
                System.gc();
                StepResult result = network.step(golden.batch(), LABELS, new StepSettings(0.01, 0.05, 0, 0, 0));
                assertThat(result.loss())
                        .isCloseTo((double) golden.tensors().get("losses").floatAt(step), within(1e-4));
            }

            // Then
            network.factors()
                    .forEach((name, scaler) -> golden.assertClose(scaler, "scaler_after_3_steps." + name, 1e-4));
            whole.weights().forEach((name, before) -> {
                boolean matrix = name.startsWith("blocks.") && before.shape().size() == 2;
                assertThat(network.weights().get(name).equals(before)).as(name).isEqualTo(!matrix);
            });
        }
    }

    @Test
    void layersBeginAlikeAndDeviateAsANetworksOwn() throws IOException {
        // Given
        Factors factors = new Factors(GoldenFile.vit(96, 3, 2), new Templates(9, 32, 128));

        // When
        Map<String, Tensor> first = factors.first(7, WeightInit.TRUNC_NORMAL);
        Map<String, Tensor> weights = TensorSource.tensors(factors.weights(sources(first)));

        // Then
        assertThat(first.keySet())
                .containsExactlyElementsOf(
                        factors.all().stream().map(ParameterSpec::name).toList());
        for (String kind : Factors.KINDS) {
            Tensor matrix = weights.get("blocks.0." + kind + ".weight");
            assertThat(weights.get("blocks.1." + kind + ".weight")).isEqualTo(matrix);
            assertThat(deviation(matrix)).as(kind).isCloseTo(0.02, within(0.005));
        }
    }

    private static double deviation(Tensor tensor) {
        double squares = 0;
        for (float value : tensor.toFloats()) {
            squares += value * value;
        }
        return Math.sqrt(squares / tensor.toFloats().length);
    }

    @Test
    void weightsThatAreStreamedAreThoseOfTheProgram() throws IOException {
        // When
        Map<String, Tensor> streamed = TensorSource.tensors(FACTORS.weights(sources(gene)));

        // Then
        try (Network network = network(FACTORS, FACTORS.whole(), gene)) {
            GoldenFile written = new GoldenFile(network.weights());
            streamed.forEach((name, tensor) -> written.assertClose(tensor, name, 1e-6));
            assertThat(streamed.keySet()).isEqualTo(written.tensors().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void interruptedDistillationEndsWithTheBitsOfOneThatWasNot(int stopAfter) throws IOException {
        assertResumed(FACTORS, FACTORS.whole(), gene, stopAfter);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void interruptedFitEndsWithTheBitsOfOneThatWasNot(int stopAfter) throws IOException {
        // Given
        Factors target = new Factors(TARGET, RULE);
        Map<String, Tensor> everything = WAVE.at(FACTORS, gene, TARGET);

        // When, Then
        assertResumed(target, target.fit(everything), scalers(target, everything), stopAfter);
    }

    private void assertResumed(Factors factors, StepExtension extension, Map<String, Tensor> first, int stopAfter)
            throws IOException {
        // Given
        TrainingResult uninterrupted = train(factors, extension, first, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(
                        () -> train(factors, extension, first, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);
        System.gc();

        // When
        TrainingResult resumed = train(factors, extension, first, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.factors()).isEqualTo(uninterrupted.factors());
        assertThat(resumed.factors().keySet()).isEqualTo(first.keySet());
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    private static TrainingResult train(
            Factors factors, StepExtension extension, Map<String, Tensor> first, Path checkpoints, BooleanSupplier stop)
            throws IOException {
        Dataset shapes = SyntheticShapes.dataset(3, 20, 10);
        TrainingTask task = new TrainingTask(
                        NetworkSpec.of(factors.shape()),
                        null,
                        GoldenFile.recipe("{'epochs': 1, 'batch_size': 8, 'learning_rate': 0.01}"),
                        null,
                        shapes.train().counted(32),
                        shapes.test(),
                        7)
                .with(extension, first);
        return Trainer.train(torch, task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, stop);
    }

    private static Map<String, Tensor> scalers(Factors factors, Map<String, Tensor> everything) {
        Map<String, Tensor> scalers = new LinkedHashMap<>();
        factors.fitted().forEach(scaler -> scalers.put(scaler.name(), everything.get(scaler.name())));
        return scalers;
    }

    private static Map<String, TensorSource> sources(Map<String, Tensor> tensors) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                sources.put(name, new TensorSource.Computed(tensor.type(), tensor.shape(), () -> tensor)));
        return sources;
    }

    private static Network network(Factors factors, StepExtension extension, Map<String, Tensor> trained) {
        return Network.create(
                torch, NetworkSpec.of(factors.shape()), trained, Precision.FP32, Integer.MAX_VALUE, extension);
    }

    /** Softmax ignores a shift of the keys' biases, a third of these: only rounding. */
    private static double tolerance(String name) {
        return name.endsWith("attn.qkv.bias") ? 1e-4 : 1e-5;
    }
}

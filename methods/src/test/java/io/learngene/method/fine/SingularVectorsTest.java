package io.learngene.method.fine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.network.StepResult;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
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
import io.learngene.method.factors.Factors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Factors against the golden vectors, and what has to hold of them (invariants F1 to F5). */
class SingularVectorsTest {

    private static final VitArchitecture SHAPE = GoldenFile.vit(24, 3, 3);
    private static final int RANK = 32;
    private static final Factors FACTORS = factors(SHAPE, RANK);
    private static final Factors FIVE = factors(SHAPE.withDepth(5), RANK);
    private static final Objective LABELS = new Objective.CrossEntropy(0);

    private static Torch torch;
    private static GoldenFile golden;
    private static Map<String, Tensor> gene;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() {
        torch = Torch.of("cpu", 1);
        golden = GoldenFile.read("fine");
        gene = golden.under("gene.");
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

    /** F1, and the golden target. */
    @Test
    void targetOfTheAuxiliaryDepthIsTheGeneAndAnotherTheReferences() {
        // When
        Map<String, Tensor> same = FACTORS.at(gene, 3);
        Map<String, Tensor> five = FACTORS.at(gene, 5);

        // Then
        assertThat(same).isEqualTo(gene);
        try (Network network = network(FIVE, FIVE.whole(), five)) {
            golden.assertClose(network.logits(golden.batch()), "logits.L5.linear", 1e-5);
        }
    }

    /** F3. */
    @Test
    void firstAndLastLayerKeepTheirSigmas() {
        // When
        Map<String, Tensor> five = FACTORS.at(gene, 5);

        // Then
        assertThat(five.get("sigma.0.attn.qkv")).isEqualTo(gene.get("sigma.0.attn.qkv"));
        assertThat(five.get("sigma.4.attn.qkv")).isEqualTo(gene.get("sigma.2.attn.qkv"));
    }

    @Test
    void singleLayerLiesInTheMiddle() {
        // When
        Map<String, Tensor> one = FACTORS.at(gene, 1);

        // Then
        assertThat(one.get("sigma.0.mlp.fc1")).isEqualTo(gene.get("sigma.1.mlp.fc1"));
    }

    /** F4: what is stored may be written with columns of length 1 and a first layer without negative sigmas. */
    @Test
    void columnsOfLengthOneMeanTheSame() {
        // Given
        Map<String, Tensor> canonical = new LinkedHashMap<>(gene);
        for (String kind : List.of("attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2")) {
            canonical.putAll(canonical(kind));
        }

        // When
        try (Network network = network(FACTORS, FACTORS.whole(), canonical)) {
            // Then
            assertThat(canonical.get("sigma.1.mlp.fc1")).isNotEqualTo(gene.get("sigma.1.mlp.fc1"));
            golden.assertClose(network.logits(golden.batch()), "logits", 1e-5);
        }
    }

    private static Map<String, Tensor> canonical(String kind) {
        Map<String, Tensor> factors = new LinkedHashMap<>();
        Map<String, float[]> values = new LinkedHashMap<>();
        gene.forEach((name, tensor) -> {
            if (name.equals("u." + kind) || name.equals("v." + kind) || name.matches("sigma\\.\\d+\\." + kind)) {
                values.put(name, tensor.toFloats());
            }
        });
        float[] u = values.get("u." + kind);
        float[] v = values.get("v." + kind);
        float[] first = values.get("sigma.0." + kind).clone();
        for (int column = 0; column < RANK; column++) {
            float sign = first[column] < 0 ? -1 : 1;
            float length = sign * scaled(u, column, sign) * scaled(v, column, 1);
            for (int layer = 0; layer < SHAPE.depth(); layer++) {
                values.get("sigma." + layer + "." + kind)[column] *= length;
            }
        }
        values.forEach((name, numbers) ->
                factors.put(name, Tensor.ofFloats(gene.get(name).shape(), numbers)));
        return factors;
    }

    /** Makes a column one of length 1. {@return its length before} */
    private static float scaled(float[] matrix, int column, float sign) {
        double squares = 0;
        for (int i = column; i < matrix.length; i += RANK) {
            squares += (double) matrix[i] * matrix[i];
        }
        float length = (float) Math.sqrt(squares);
        for (int i = column; i < matrix.length; i += RANK) {
            matrix[i] *= sign / length;
        }
        return length;
    }

    /** F2, and the sigmas of the reference. */
    @Test
    void fitChangesSigmasAndNothingElse() {
        // Given
        Map<String, Tensor> five = FACTORS.at(gene, 5);
        StepExtension fit = FIVE.fit(five);
        try (Network network = network(FIVE, fit, sigmas(FIVE, five));
                Network whole = network(FIVE, FIVE.whole(), five)) {
            assertThat(network.weights()).isEqualTo(whole.weights());

            // When
            for (int step = 0; step < 3; step++) {
                System.gc();
                StepResult result = network.step(golden.batch(), LABELS, new StepSettings(0.01, 0.05, 0, 0, 0));
                assertThat(result.loss())
                        .isCloseTo((double) golden.tensors().get("losses").floatAt(step), within(1e-4));
            }

            // Then
            network.factors().forEach((name, sigma) -> golden.assertClose(sigma, "sigma_after_3_steps." + name, 1e-4));
            whole.weights().forEach((name, before) -> {
                boolean matrix = name.startsWith("blocks.") && before.shape().size() == 2;
                assertThat(network.weights().get(name).equals(before)).as(name).isEqualTo(!matrix);
            });
        }
    }

    /** F5. */
    @Test
    void everyLayerBeginsAsOneDrawnMatrixWhereTheRankIsFull() throws IOException {
        // Given
        Factors full = factors(SHAPE, 24);
        long seed = Seeds.of(7, "weights");

        // When
        Map<String, TensorSource> sources = full.weights(sources(full.first(7, WeightInit.TRUNC_NORMAL)));

        // Then
        for (ParameterSpec each : NetworkSpec.of(SHAPE.withDepth(1)).parameters()) {
            if (each.name().startsWith("blocks.") && each.shape().size() == 2) {
                Tensor drawn = RandomInitialisation.draw(each, seed);
                Tensor last = sources.get(each.name().replace(".0.", ".2.")).tensor();
                new GoldenFile(Map.of("drawn", drawn)).assertClose(last, "drawn", 2e-6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 24, 40})
    void everyRankBeginsWithColumnsOfOneSize(int rank) {
        // When
        Map<String, Tensor> first = factors(SHAPE, rank).first(7, WeightInit.TRUNC_NORMAL);

        // Then
        assertThat(first.keySet())
                .containsExactlyElementsOf(factors(SHAPE, rank).all().stream()
                        .map(ParameterSpec::name)
                        .toList());
        float[] sigma = first.get("sigma.1.mlp.fc2").toFloats();
        assertThat(sigma[0]).isEqualTo(1);
        assertThat(sigma[rank - 1]).isEqualTo(rank > 24 ? 0 : 1);
        assertThat(first.get("u.mlp.fc2").floatAt(rank - 1)).isNotZero();
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
    @CsvSource({"7, 5", "5, 7", "6, 6", "1, 4"})
    void decompositionMultipliesToItsMatrix(int rows, int columns) {
        // Given
        float[] matrix = new float[rows * columns];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) Math.sin(i * i + 1);
        }

        // When
        Svd svd = Svd.of(matrix, rows, columns);

        // Then
        assertThat(svd.values()).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < svd.values().length; k++) {
                    sum += svd.left()[i][k] * svd.values()[k] * svd.right()[j][k];
                }
                assertThat(sum).isCloseTo(matrix[i * columns + j], within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void interruptedFitEndsWithTheBitsOfOneThatWasNot(int stopAfter) throws IOException {
        // Given
        TrainingResult uninterrupted = fit(folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> fit(folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);
        System.gc();

        // When
        TrainingResult resumed = fit(folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.factors()).isEqualTo(uninterrupted.factors());
        assertThat(resumed.factors().keySet()).allMatch(name -> name.startsWith("sigma."));
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    private static TrainingResult fit(Path checkpoints, BooleanSupplier stop) throws IOException {
        Map<String, Tensor> five = FACTORS.at(gene, 5);
        Dataset shapes = SyntheticShapes.dataset(3, 20, 10);
        TrainingRecipe recipe = TrainingRecipe.complete(
                Json.read(
                        "{\"epochs\": 1, \"batch_size\": 8, \"learning_rate\": 0.01}".getBytes(StandardCharsets.UTF_8),
                        TrainingRecipe.class),
                TrainingRecipe.TUNING);
        TrainingTask task = new TrainingTask(
                        NetworkSpec.of(FIVE.shape()),
                        null,
                        recipe,
                        null,
                        shapes.train().counted(32),
                        shapes.test(),
                        7)
                .with(FIVE.fit(five), sigmas(FIVE, five));
        return Trainer.train(torch, task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, stop);
    }

    private static Factors factors(VitArchitecture shape, int rank) {
        return new Factors(shape, new SingularVectors(rank));
    }

    private static Map<String, Tensor> sigmas(Factors factors, Map<String, Tensor> everything) {
        Map<String, Tensor> sigmas = new LinkedHashMap<>();
        factors.fitted().forEach(sigma -> sigmas.put(sigma.name(), everything.get(sigma.name())));
        return sigmas;
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

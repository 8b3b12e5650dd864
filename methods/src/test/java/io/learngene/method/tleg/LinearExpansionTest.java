package io.learngene.method.tleg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Evaluations;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.DistillingMethod;
import io.learngene.method.GoldenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear expansion against the golden vectors, and what has to hold of it (invariants T1 to T4). */
class LinearExpansionTest {

    private static final VitArchitecture SHAPE = GoldenFile.vit(24, 3, 4);
    private static final GoldenFile GOLDEN = GoldenFile.read("tleg");
    private static final Map<String, Tensor> GENE = GOLDEN.under("gene.");
    private static final Objective LABELS = new Objective.CrossEntropy(0);

    private final Torch torch = Torch.of("cpu", 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7})
    void logitsOfEveryDepthAreTheReferences(int depth) throws IOException {
        // Given
        Map<String, Tensor> weights = expanded(depth);

        // When
        try (Network network = Network.create(torch, NetworkSpec.of(SHAPE.withDepth(depth)), weights)) {
            System.gc();

            // Then
            GOLDEN.assertClose(network.logits(GOLDEN.batch()), "logits.L" + depth, 1e-5);
        }
    }

    /** With blocks written out that no layer applies, as where the depth is drawn. */
    @ParameterizedTest
    @ValueSource(ints = {4, 9})
    void gradientsOfBaseAndSlopeAreTheReferences(int blocks) {
        // Given
        try (Network network = network(blocks, GENE)) {
            network.arrange(layers(4));
            System.gc();

            // When
            Map<String, Tensor> gradients = network.gradients(GOLDEN.batch(), LABELS, new StepSettings(0, 0, 0, 0, 0));

            // Then
            GOLDEN.assertClose(gradients.remove("loss"), "loss", 1e-6);
            assertThat(gradients.keySet()).isEqualTo(GENE.keySet());
            gradients.forEach((name, gradient) -> {
                // Softmax ignores a shift of the keys: what is left of their bias is rounding.
                double tolerance = name.endsWith("attn.qkv.bias") ? 1e-4 : 1e-5;
                GOLDEN.assertClose(gradient, "grad." + name, tolerance);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 12})
    void whatIsStreamedIsWhatWasTrainedBitForBit(int depth) throws IOException {
        // Given
        try (Network network = network(12, GENE)) {
            // When
            network.arrange(layers(depth));

            // Then
            Map<String, Tensor> trained = network.weights();
            expanded(depth)
                    .forEach((name, tensor) -> assertThat(tensor).as(name).isEqualTo(trained.get(name)));
        }
    }

    /** Other tensors stand before and after the blocks. */
    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"MEAN_THEN_NORM", "CLASS_TOKEN"})
    void whatIsStreamedIsWhatWasTrainedForEveryPooling(Pooling pooling) throws IOException {
        // Given
        VitArchitecture shape = new VitArchitecture(32, 8, 24, 3, 3, 10, 4.0, 1e-6, pooling);
        Map<String, Tensor> gene = LinearExpansion.first(shape, 5, WeightInit.TRUNC_NORMAL);

        // When
        try (Network network = Network.create(
                torch,
                NetworkSpec.of(shape),
                gene,
                Precision.FP32,
                Integer.MAX_VALUE,
                Tleg.extension(shape, shape.depth()))) {
            // Then
            assertThat(network.weights()).isEqualTo(tensors(gene, shape));
        }
    }

    @Test
    void everySecondLayerOfTwiceTheDepthIsTheSame() throws IOException {
        // When
        Map<String, Tensor> six = expanded(6);
        Map<String, Tensor> twelve = expanded(12);

        // Then
        six.keySet().stream().filter(name -> name.startsWith("blocks.")).forEach(name -> {
            int dot = name.indexOf('.', 7);
            int layer = Integer.parseInt(name.substring(7, dot));
            assertThat(twelve.get("blocks." + 2 * layer + name.substring(dot))).isEqualTo(six.get(name));
        });
    }

    @Test
    void oneLayerIsTheBase() throws IOException {
        // When
        Map<String, Tensor> one = expanded(1);

        // Then
        assertThat(one.get("blocks.0.mlp.fc1.weight")).isEqualTo(GENE.get("base.mlp.fc1.weight"));
    }

    @Test
    void slopesOfNormsAndBiasesBeginAtZeroAndDoNotDecay() {
        // When
        Map<String, Tensor> first = LinearExpansion.first(SHAPE, 1, WeightInit.TRUNC_NORMAL);

        // Then
        for (ParameterSpec spec : LinearExpansion.factors(SHAPE)) {
            if (spec.name().startsWith("slope.")) {
                boolean matrix = spec.shape().size() == 2;
                assertThat(spec.decays()).as(spec.name()).isEqualTo(matrix);
                assertThat(isZero(first.get(spec.name()))).as(spec.name()).isEqualTo(!matrix);
            }
        }
        assertThat(first.get("base.norm1.weight").toFloats()).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 7})
    void elasticTrainingResumesBitForBit(int stopAfter) throws IOException {
        // Given: three epochs of three steps, whose last four draw their depth
        TrainingTask task = task();
        TrainingResult whole = train(task, folder.resolve("whole"), () -> false);
        Path interrupted = folder.resolve("interrupted");
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, interrupted, () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);
        System.gc();

        // When
        TrainingResult resumed = train(task, interrupted, () -> false);

        // Then
        assertThat(resumed.factors()).isEqualTo(whole.factors());
        assertThat(resumed.factors()).isNotEqualTo(LinearExpansion.first(SHAPE, 7, WeightInit.TRUNC_NORMAL));
    }

    @Test
    void trainingIsEvaluatedAtTheAuxiliaryModelsDepth() throws IOException {
        // Given
        TrainingResult result = train(task(), folder, () -> false);
        Map<String, Tensor> written = tensors(result.factors(), 4);
        Dataset data = data();

        // When
        try (Network network = Network.create(torch, NetworkSpec.of(SHAPE), written)) {
            double loss = Evaluations.of(network, data.test()).loss();

            // Then
            assertThat(result.history().get(result.history().size() - 1).testLoss())
                    .isEqualTo(loss);
        }
    }

    private static TrainingTask task() {
        TlegRequest request = Json.read(
                ("{'dataset': 'd', 'auxiliary': {'dim': 24, 'heads': 3, 'patch_size': 8, 'depth': 4}, 'seed': 7,"
                                + " 'distillation': {'elastic': {'from': 0.5, 'depths': [1, 6]}}}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8),
                TlegRequest.class);
        DistillingMethod.Plan plan = new Tleg().plan(request, SHAPE);
        Dataset data = data();
        TrainingRecipe recipe = Json.read(
                        "{\"epochs\": 3, \"batch_size\": 20}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
        return new TrainingTask(plan.network(), null, recipe, null, data.train(), data.test(), 7)
                .with(plan.extension(), plan.first().get())
                .with(plan.layers());
    }

    private static Dataset data() {
        return SyntheticShapes.dataset(1, 60, 30);
    }

    private TrainingResult train(TrainingTask task, Path checkpoints, BooleanSupplier stop) throws IOException {
        return Trainer.train(torch, task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, stop);
    }

    private Network network(int blocks, Map<String, Tensor> factors) {
        return Network.create(
                torch,
                NetworkSpec.of(SHAPE.withDepth(blocks)),
                factors,
                Precision.FP32,
                Integer.MAX_VALUE,
                Tleg.extension(SHAPE, blocks));
    }

    private static List<Integer> layers(int depth) {
        return IntStream.range(0, depth).boxed().toList();
    }

    private static Map<String, Tensor> expanded(int depth) throws IOException {
        return tensors(GENE, depth);
    }

    private static Map<String, Tensor> tensors(Map<String, Tensor> gene, int depth) throws IOException {
        return tensors(gene, SHAPE.withDepth(depth));
    }

    private static Map<String, Tensor> tensors(Map<String, Tensor> gene, VitArchitecture shape) throws IOException {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        gene.forEach((name, tensor) ->
                sources.put(name, new TensorSource.Computed(tensor.type(), tensor.shape(), () -> tensor)));
        return TensorSource.tensors(LinearExpansion.weights(sources, shape));
    }

    private static boolean isZero(Tensor tensor) {
        for (float value : tensor.toFloats()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}

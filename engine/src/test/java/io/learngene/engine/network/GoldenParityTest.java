package io.learngene.engine.network;

import static io.learngene.engine.network.Golden.assertClose;
import static io.learngene.engine.network.Golden.auxiliary;
import static io.learngene.engine.network.Golden.collectGarbage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published method's numbers, with the garbage collected between the calls. */
@ParameterizedClass
@EnumSource(Kernels.class)
class GoldenParityTest {

    private final Torch torch;

    GoldenParityTest(Kernels kernels) {
        torch = kernels.onAllCores();
    }

    @Test
    void auxiliaryModelGivesTheReferenceLogits() {
        // Given
        Map<String, Tensor> golden = Golden.read("sws_aux");
        try (Network network = Network.create(torch, auxiliary(), Golden.under(golden, "aux."))) {
            collectGarbage();

            // When
            Tensor logits = network.logits(Golden.batch(golden.get("images"), null));

            // Then
            assertClose("logits", logits, golden.get("logits"), 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"distill_paper, 1, 1, ELEMENTS, 0", "distill_mixed, 0.7, 2, BATCH, 0.1"})
    void distillationGivesTheReferenceLossAndGradients(
            String file, double alpha, double tau, KlReduction reduction, double smoothing) {
        // Given
        Map<String, Tensor> start = Golden.read("sws_aux");
        Map<String, Tensor> golden = Golden.read(file);
        ImageBatch batch = Golden.batch(start.get("images"), golden.get("labels"));
        Objective objective = objective(golden, alpha, tau, reduction, smoothing);
        try (Network network = Network.create(torch, auxiliary(), Golden.under(start, "aux."))) {
            collectGarbage();

            // When
            Map<String, Tensor> gradients = network.gradients(batch, objective, new StepSettings(0, 0, 0, 0, 0));

            // Then
            collectGarbage();
            assertClose("loss", gradients.get("loss"), golden.get("loss"), 1e-6);
            Map<String, Tensor> expected = Golden.under(golden, "grad.");
            assertThat(expected).hasSize(gradients.size() - 1);
            expected.forEach((name, gradient) -> assertClose(name, gradients.get(name), gradient, 1e-5));
        }
    }

    @Test
    void threeStepsEndInTheReferenceWeights() {
        // Given
        Map<String, Tensor> start = Golden.read("sws_aux");
        Map<String, Tensor> mixed = Golden.read("distill_mixed");
        Map<String, Tensor> golden = Golden.read("adamw_3_steps");
        ImageBatch batch = Golden.batch(start.get("images"), mixed.get("labels"));
        Objective objective = objective(mixed, 0.7, 2, KlReduction.BATCH, 0.1);
        float[] losses = golden.get("losses").toFloats();
        float[] norms = golden.get("grad_norms_before_clip").toFloats();
        try (Network network = Network.create(torch, auxiliary(), Golden.under(start, "aux."))) {
            for (int step = 0; step < 3; step++) {
                // When
                StepResult result = network.step(batch, objective, new StepSettings(1e-3, 0.05, 1.0, 0, 0));

                // Then
                collectGarbage();
                assertThat(result.loss()).isCloseTo(losses[step], within(1e-5 * losses[step]));
                assertThat(result.gradientNorm()).isCloseTo(norms[step], within(1e-5 * norms[step]));
            }
            Map<String, Tensor> weights = network.weights();
            Golden.under(golden, "aux.").forEach((name, expected) -> assertWeights(name, weights, expected));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 7, 9, 12})
    void expandedDescendantGivesTheReferenceLogits(int depth) {
        // Given
        Map<String, Tensor> golden = Golden.read("descendant_L" + depth);
        Map<String, Tensor> weights = expand(StageSchedule.layersSource(depth, 3));
        NetworkSpec spec = NetworkSpec.of(Golden.vit(depth, Pooling.NORM_THEN_MEAN));
        try (Network network = Network.create(torch, spec, weights)) {
            collectGarbage();

            // When
            Tensor logits = network.logits(Golden.batch(golden.get("images"), null));

            // Then
            assertClose("logits", logits, golden.get("logits"), 1e-5);
        }
    }

    /** The invariant of SWS (trap 2). */
    @Test
    void expansionToTheOwnRepeatsGivesExactlyTheLogitsOfTheAuxiliaryModel() {
        // Given
        ImageBatch batch = Golden.batch(Golden.read("sws_aux").get("images"), null);
        Map<String, Tensor> gene = Golden.under(Golden.read("gene"), "aux.");
        NetworkSpec descendant = NetworkSpec.of(Golden.vit(6, Pooling.NORM_THEN_MEAN));
        try (Network auxiliary = Network.create(torch, auxiliary(), gene);
                Network expanded = Network.create(torch, descendant, expand(Golden.REPEATS.layersSource()))) {
            // When
            Tensor logits = expanded.logits(batch);

            // Then
            assertThat(logits.toFloats()).isEqualTo(auxiliary.logits(batch).toFloats());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Pooling.class, names = "DISTILLED", mode = EnumSource.Mode.EXCLUDE)
    void timmModelGivesTimmsLogits(Pooling pooling) {
        // Given
        String file =
                switch (pooling) {
                    case CLASS_TOKEN, DISTILLED -> "vit_timm_cls";
                    case MEAN_THEN_NORM -> "vit_timm_avg";
                    case NORM_THEN_MEAN -> "vit_timm_avg_norm";
                };
        Map<String, Tensor> golden = Golden.read(file);
        Tensor images = golden.remove("images");
        Tensor expected = golden.remove("logits");
        try (Network network = Network.create(torch, NetworkSpec.of(Golden.vit(3, pooling)), golden)) {
            collectGarbage();

            // When
            Tensor logits = network.logits(Golden.batch(images, null));

            // Then
            assertClose("logits", logits, expected, 1e-5);
        }
    }

    /** The key third of every qkv bias has gradient zero, and AdamW makes steps of its rounding; see the golden README. */
    private static void assertWeights(String name, Map<String, Tensor> weights, Tensor expected) {
        float[] actual = weights.get(name).toFloats();
        float[] wanted = expected.toFloats();
        if (name.endsWith("attn.qkv.bias")) {
            int third = actual.length / 3;
            for (int i = third; i < 2 * third; i++) {
                assertThat(actual[i]).isCloseTo(wanted[i], within(3e-3f));
                actual[i] = wanted[i];
            }
        }
        assertClose(name, actual, wanted, 1e-4);
    }

    private static Objective objective(
            Map<String, Tensor> golden, double alpha, double tau, KlReduction reduction, double smoothing) {
        Objective.Targets targets = new Objective.Targets.Given(golden.get("teacher_logits"));
        return new Objective.Distillation(targets, new TeacherLoss(alpha, tau, reduction), smoothing);
    }

    private static Map<String, Tensor> expand(List<Integer> source) {
        Map<String, Tensor> gene = Golden.under(Golden.read("gene"), "aux.");
        Map<String, Tensor> weights = new HashMap<>();
        gene.forEach((name, tensor) -> {
            if (!name.startsWith("blocks.")) {
                weights.put(name, tensor);
                return;
            }
            String[] parts = name.split("\\.", 3);
            for (int layer = 0; layer < source.size(); layer++) {
                if (source.get(layer) == Integer.parseInt(parts[1])) {
                    weights.put("blocks." + layer + "." + parts[2], tensor);
                }
            }
        });
        return weights;
    }
}

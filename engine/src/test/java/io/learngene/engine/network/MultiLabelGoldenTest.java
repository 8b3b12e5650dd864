package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Objective.Targets;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and scores of images of any number of classes, beside the numbers of golden/multi_label.json. */
class MultiLabelGoldenTest {

    private static final StepSettings STILL = new StepSettings(0, 0, 0, 0, 0);

    private JsonNode golden;
    private Map<String, Tensor> start;
    private Tensor images;

    @BeforeEach
    void read() throws IOException {
        golden = Json.mapper().readTree(getClass().getResource("/golden/multi_label.json"));
        start = Golden.read("vit_timm_cls");
        images = start.remove("images");
        start.remove("logits");
    }

    /** Without and with smoothing, each plain and mixed; the whole batch at once, and in parts. */
    @ParameterizedTest
    @ValueSource(ints = {4, 3})
    void lossIsTimmsForLabelsAndMixedTargets(int atOnce) {
        JsonNode cases = golden.path("losses").path("binary");
        assertThat(cases).hasSize(4);
        try (Network network = network(atOnce)) {
            for (JsonNode each : cases) {
                // Given
                Objective objective =
                        new Objective.BinaryCrossEntropy(each.get("smoothing").doubleValue());

                // When
                double loss = loss(network, each.get("share").doubleValue(), objective);

                // Then
                double expected = each.get("loss").doubleValue();
                assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 3})
    void everyClassIsDistilledByItself(int atOnce) {
        JsonNode cases = golden.path("losses").path("distilled");
        assertThat(cases).hasSize(4);
        Tensor teacher =
                Tensor.ofFloats(List.of(4L, 10L), floats(golden.path("losses").path("teacher")));
        try (Network network = network(atOnce)) {
            for (JsonNode each : cases) {
                // Given
                TeacherLoss weights = new TeacherLoss(
                        each.get("alpha").doubleValue(),
                        each.get("tau").doubleValue(),
                        each.get("per_element").booleanValue() ? KlReduction.ELEMENTS : KlReduction.BATCH);

                // When
                double loss = loss(network, 1, new Objective.Distillation(new Targets.Given(teacher), weights, 0));

                // Then
                double expected = each.get("loss").doubleValue();
                assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }

    @Test
    void aStudentThatAnswersAsItsTeacherHasNothingToLearn() {
        try (Network network = network(4)) {
            // Given
            Tensor own = network.logits(batch(1));
            Objective objective =
                    new Objective.Distillation(new Targets.Given(own), new TeacherLoss(1.0, 1.0, null), 0);

            // When
            Map<String, Tensor> gradients = network.gradients(batch(1), objective, STILL);

            // Then
            assertThat((double) gradients.get("loss").toFloats()[0]).isCloseTo(0, within(1e-6));
            assertThat(gradients.get("head.weight").toFloats()).containsOnly(new float[1], within(1e-7f));
        }
    }

    /** Scores in halves, many of them equal, some at the threshold; a class that no image has. */
    @Test
    void scoresAreThoseOfTheirDefinitions() {
        // Given
        JsonNode scores = golden.path("scores");
        LabelTally tally = new LabelTally(6, 40);
        float[] logits = floats(scores.path("logits"));
        long[] labels = StreamSupport.stream(scores.path("labels").spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();

        // When
        tally.add(Arrays.copyOf(logits, 90), Arrays.copyOf(labels, 90));
        tally.add(Arrays.copyOfRange(logits, 90, 240), Arrays.copyOfRange(labels, 90, 240));

        // Then
        LabelEvaluation evaluation = tally.evaluation(List.of("a", "b", "c", "d", "e", "f"), "these");
        assertThat(evaluation.meanAveragePrecision())
                .isCloseTo(scores.path("map").asDouble(), within(1e-12));
        assertThat(evaluation.microF1()).isCloseTo(scores.path("f1_micro").asDouble(), within(1e-12));
        assertThat(evaluation.macroF1()).isCloseTo(scores.path("f1_macro").asDouble(), within(1e-12));
        List<Double> precisions = evaluation.classes().stream()
                .map(LabelEvaluation.OfLabel::averagePrecision)
                .filter(Objects::nonNull)
                .toList();
        assertThat(precisions).hasSameSizeAs(scores.path("average_precision"));
        for (int i = 0; i < precisions.size(); i++) {
            assertThat(precisions.get(i))
                    .isCloseTo(scores.path("average_precision").get(i).asDouble(), within(1e-12));
        }
        assertThat(evaluation.classesWithoutImages()).isEqualTo(1);
        assertThat(Scores.of(tally.means()).value()).isEqualTo(evaluation.meanAveragePrecision());
    }

    private Network network(int atOnce) {
        NetworkSpec spec = NetworkSpec.of(Golden.vit(3, Pooling.CLASS_TOKEN));
        return Network.create(TestTorch.torch(), spec, start, Precision.FP32, atOnce);
    }

    private double loss(Network network, double share, Objective objective) {
        return network.gradients(batch(share), objective, STILL).get("loss").toFloats()[0];
    }

    private ImageBatch batch(double share) {
        ImageBatch plain = Golden.batch(images, null);
        long[] labels = StreamSupport.stream(
                        golden.path("losses").path("labels").spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
        return new ImageBatch(plain.parts(), labels, 4, plain.imageSize(), share);
    }

    private static float[] floats(JsonNode numbers) {
        float[] all = new float[numbers.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers.get(i).floatValue();
        }
        return all;
    }
}

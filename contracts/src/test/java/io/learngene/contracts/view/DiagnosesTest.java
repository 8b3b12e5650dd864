package io.learngene.contracts.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.Judged;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosesTest {

    private static final double[] NONE = {0, 0, 0};
    private static final double[] ONE = {1, 1, 1};

    @ParameterizedTest
    @CsvSource({"0.19, 10, true", "0.2, 10, false", "0.74, 2, true", "0.75, 2, false", "0.0019, 1000, true"})
    void whoIsRightLessThanTwiceAsOftenAsByGuessingGuesses(double accuracy, int classes, boolean guesses) {
        // When, Then
        assertThat(Diagnoses.nearChance(accuracy, classes)).isEqualTo(guesses);
    }

    @Test
    void goodFamilyHasNothingToTell() {
        // When
        List<Finding> findings = Diagnoses.of(
                learned(0.8, 0.7), List.of(model("L04", 0.6, 0.7, 0.71)), List.of(model("L04", 0.1, 0.3, 0.5)));

        // Then
        assertThat(findings).isEmpty();
    }

    @Test
    void auxiliaryModelThatKeptLessThanHalfIsTold() {
        // When, Then
        assertThat(Diagnoses.of(learned(0.8, 0.44), List.of(), List.of()))
                .extracting(Finding::diagnosis)
                .containsExactly(Diagnosis.FAR_BELOW_ANCESTOR);
        assertThat(Diagnoses.of(learned(0.8, 0.46), List.of(), List.of())).isEmpty();
    }

    @Test
    void ancestorThatGuessesOrIsNoBetterThanRandomWeightsIsPoor() {
        // When, Then
        assertThat(Diagnoses.of(learned(0.15, 0.15), List.of(), List.of()))
                .extracting(Finding::diagnosis)
                .containsExactly(Diagnosis.POOR_ANCESTOR);
        assertThat(Diagnoses.of(learned(0.5, 0.5), List.of(), List.of(model("L04", 0.1, 0.52))))
                .singleElement()
                .satisfies(each -> assertThat(each.text())
                        .contains("ancestor: 50.0 %", "a model from random weights has 52.0 %", "train it longer"));
    }

    @Test
    void modelThatGuessesIsTold() {
        // When, Then
        assertThat(Diagnoses.of(null, List.of(model("L04", 0.1, 0.14, 0.15)), List.of()))
                .extracting(Finding::diagnosis)
                .containsExactly(Diagnosis.NEAR_CHANCE);
    }

    @Test
    void modelThatStillLearnsAtItsEndIsToldBeyondTheNoise() {
        // When, Then
        assertThat(Diagnoses.of(null, List.of(model("L04", 0.1, 0.4, 0.5)), List.of()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.diagnosis()).isEqualTo(Diagnosis.UNDERFITTED);
                    assertThat(each.text()).contains("L04: gained 10.0 points", "more epochs");
                });
        assertThat(Diagnoses.of(null, List.of(model("L04", 0.1, 0.4, 0.42)), List.of()))
                .isEmpty();
    }

    @Test
    void modelThatWasBetterBeforeItsEndIsToldBeyondTheNoise() {
        // When, Then
        assertThat(Diagnoses.of(null, List.of(model("L04", 0.1, 0.6, 0.5), model("L06", 0.7, 0.5)), List.of()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.diagnosis()).isEqualTo(Diagnosis.OVERFITTED);
                    assertThat(each.of()).containsExactly("L04", "L06");
                    assertThat(each.fact()).isEqualTo("L04 had 60.0 % after epoch 1 and has 50.0 % at its end");
                });
        assertThat(Diagnoses.of(null, List.of(model("L04", 0.1, 0.52, 0.5)), List.of()))
                .isEmpty();
    }

    @Test
    void classesOfWhichNoImageIsRightAreNamed() {
        // Given
        Judged tested = new Judged(1000, 700, 0.1, 10, 4, List.of("cat", "dog", "fish"));

        // When, Then
        assertThat(Diagnoses.of(null, List.of(model("L04", tested, 0.6, 0.7)), List.of()))
                .singleElement()
                .satisfies(each -> assertThat(each.text()).contains("cat, dog, fish and 1 more classes"));
    }

    @Test
    void manyModelsAreCounted() {
        // Given
        List<Trained> models = new ArrayList<>();
        for (int depth = 1; depth <= 12; depth++) {
            models.add(model("L" + depth, 0.1, 0.12));
        }

        // When, Then
        assertThat(Diagnoses.of(null, models, List.of()))
                .singleElement()
                .satisfies(each -> assertThat(each.of()).hasSize(9).contains("4 more"));
    }

    @Test
    void imagesFarFromTheNormalisationOrFarSmallerAreUnlike() {
        // When, Then
        assertThat(Diagnoses.images(NONE, ONE, 224, 224)).isEmpty();
        assertThat(Diagnoses.images(new double[] {0, -1.7, 0}, ONE, 224, 224))
                .hasValueSatisfying(each -> assertThat(each.text()).contains("green is -1.7 standard deviations"));
        assertThat(Diagnoses.images(NONE, new double[] {1, 1, 0.2}, 224, 224))
                .hasValueSatisfying(each -> assertThat(each.text()).contains("blue varies by 0.20"));
        assertThat(Diagnoses.images(NONE, ONE, 32, 224))
                .hasValueSatisfying(each -> assertThat(each.text()).contains("32 pixels", "blown up to 224"));
    }

    private static Learned learned(double ancestor, double auxiliary) {
        return new Learned(
                10,
                "top1",
                1,
                null,
                List.of(
                        new Predecessor("ancestor", ancestor, 0, null, false, tested(ancestor)),
                        new Predecessor("auxiliary model", auxiliary, 1, null, true, tested(auxiliary))));
    }

    private static Trained model(String name, double... accuracies) {
        return model(name, tested(accuracies[accuracies.length - 1]), accuracies);
    }

    private static Trained model(String name, Judged tested, double... accuracies) {
        List<EpochResult> history = new ArrayList<>();
        for (double accuracy : accuracies) {
            history.add(new EpochResult(history.size(), null, null, 1.0, Scores.ofClassifier(accuracy, accuracy), 1));
        }
        return new Trained(Trained.MODELS, name, ScoreCurve.of(history), 1, null, null, tested);
    }

    private static Judged tested(double accuracy) {
        return new Judged(1000, Math.round(1000 * accuracy), 0.1, 10, 0, null);
    }
}

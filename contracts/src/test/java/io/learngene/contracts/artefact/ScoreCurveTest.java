package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreCurveTest {

    @Test
    void firstEpochOfEveryScoreIsThatOfTheWholeHistory() {
        // Given
        List<EpochResult> history = history(0.5, 0.2, 0.3, 0.25, 0.3, 0.45, 0.44, 0.6, 0.1);

        // When
        ScoreCurve curve = ScoreCurve.of(history);

        // Then
        for (int percent = 0; percent <= 70; percent++) {
            double wanted = percent / 100.0;
            int expected = history.stream()
                    .filter(e -> e.epoch() > 0 && e.score() >= wanted)
                    .mapToInt(EpochResult::epoch)
                    .findFirst()
                    .orElse(-1);
            assertThat(curve.firstReaching(wanted)
                            .map(ScoreCurve.Epochs::earliest)
                            .orElse(-1))
                    .as("first epoch of %d %%", percent)
                    .isEqualTo(expected);
            assertThat(curve.firstReaching(wanted).stream()).allMatch(ScoreCurve.Epochs::exact);
        }
        assertThat(curve).extracting("epochs", "before", "afterOne", "end").containsExactly(8, 0.5, 0.2, 0.1);
    }

    @Test
    void epochsWithoutEvaluationAreEpochs() {
        // Given
        List<EpochResult> history = List.of(epoch(0, 0.1), epoch(1, null), epoch(2, 0.3), epoch(3, null));

        // When
        ScoreCurve curve = ScoreCurve.of(history);

        // Then
        assertThat(curve.epochs()).isEqualTo(3);
        assertThat(curve.afterOne()).isNull();
        assertThat(curve.end()).isEqualTo(0.3);
        assertThat(curve.firstReaching(0.2)).contains(new ScoreCurve.Epochs(1, 2));
    }

    @Test
    void epochsBetweenTwoRowsMayHaveBeenTheFirst() {
        // Given
        List<EpochResult> history = List.of(epoch(0, 0.1), epoch(5, 0.2), epoch(10, 0.3));

        // When
        ScoreCurve curve = ScoreCurve.of(history);

        // Then
        assertThat(curve.firstReaching(0.15)).contains(new ScoreCurve.Epochs(1, 5));
        assertThat(curve.firstReaching(0.25)).contains(new ScoreCurve.Epochs(6, 10));
    }

    @Test
    void thinnedCurveTellsBetweenWhichEpochsItIs() {
        // Given: every one of 2,000 epochs is better than all before it
        List<EpochResult> history = IntStream.rangeClosed(0, 2000)
                .mapToObj(i -> epoch(i, i / 2000.0))
                .toList();

        // When
        ScoreCurve curve = ScoreCurve.of(history);

        // Then
        assertThat(curve.thinned()).isTrue();
        assertThat(curve.bests()).hasSize(ScoreCurve.MOST_BESTS);
        for (int epoch = 1; epoch <= 2000; epoch++) {
            ScoreCurve.Epochs found = curve.firstReaching(epoch / 2000.0).orElseThrow();
            assertThat(epoch).isBetween(found.earliest(), found.latest());
        }
        assertThat(curve.firstReaching(1.0)).contains(new ScoreCurve.Epochs(2000, 2000));
        assertThat(curve.firstReaching(4 / 2000.0).orElseThrow().exact()).isFalse();
    }

    @Test
    void smallerErrorIsTheBetterOne() {
        // Given
        ScoreCurve curve = ScoreCurve.of(errors(0.9, 0.5, 0.6, 0.3, 0.4));

        // Then
        assertThat(curve.headline()).isEqualTo("relative_l2");
        assertThat(curve.bests()).containsExactly(new ScoreCurve.Best(1, 0.5), new ScoreCurve.Best(3, 0.3));
        assertThat(curve.firstReaching(0.45)).contains(new ScoreCurve.Epochs(3, 3));
        assertThat(curve.firstReaching(0.2)).isEmpty();
    }

    @Test
    void curveIsAsGoodAsAnotherWhereItsErrorIsNotLarger() {
        // Given
        ScoreCurve tuned = ScoreCurve.of(errors(0.4, 0.2, 0.1));
        ScoreCurve scratch = ScoreCurve.of(errors(1.0, 0.6, 0.4));

        // Then
        assertThat(tuned.beganAsGoodAs(scratch)).isTrue();
        assertThat(tuned.firstAsGoodAs(scratch)).contains(new ScoreCurve.Epochs(1, 1));
        assertThat(scratch.beganAsGoodAs(tuned)).isFalse();
        assertThat(scratch.firstAsGoodAs(tuned)).isEmpty();
    }

    @Test
    void accuracySaysNothingAboutAnError() {
        // Given
        ScoreCurve accuracy = ScoreCurve.of(history(0.9, 0.95));
        ScoreCurve error = ScoreCurve.of(errors(0.1, 0.05));

        // Then
        assertThat(accuracy.beganAsGoodAs(error)).isFalse();
        assertThat(accuracy.firstAsGoodAs(error)).isEmpty();
    }

    @Test
    void scoreThatNobodyHereKnowsIsRefusedWithItsNameAndTheRemedy() {
        // Given
        byte[] later = "{\"headline\": \"psnr\", \"epochs\": 1, \"end\": 31.5, \"thinned\": false}"
                .getBytes(StandardCharsets.UTF_8);

        // Then
        assertThatThrownBy(() -> Json.read(later, ScoreCurve.class))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("psnr")
                .hasMessageContaining("relative_l2, top1, top5");
    }

    @Test
    void rowIsReadAsItIsWrittenAndAsItWasBeforeScoresHadNames() {
        // Given
        EpochResult row = new EpochResult(1, 1.5, 1e-3, 1.4, Scores.ofClassifier(0.5, 0.9), 12.5);
        byte[] before =
                ("{\"epoch\": 1, \"train_loss\": 1.5, \"learning_rate\": 0.001, \"test_loss\": 1.4, \"top1\": 0.5,"
                                + " \"top5\": 0.9, \"seconds\": 12.5}")
                        .getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(Json.read(before, EpochResult.class)).isEqualTo(row);
        assertThat(Json.read(Json.write(row), EpochResult.class)).isEqualTo(row);
        assertThat(new String(Json.write(row), StandardCharsets.UTF_8))
                .contains("\"headline\":\"top1\",\"scores\":{\"top1\":0.5,\"top5\":0.9}")
                .doesNotContain("accuracy");
    }

    @Test
    void curveOfBeforeScoresHadNamesIsOneOfAccuracy() {
        // Given
        byte[] before = ("{\"epochs\": 1, \"before\": 0.1, \"after_one\": 0.5, \"end\": 0.5,"
                        + " \"bests\": [{\"epoch\": 1, \"top1\": 0.5}], \"thinned\": false}")
                .getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(Json.read(before, ScoreCurve.class)).isEqualTo(ScoreCurve.of(history(0.1, 0.5)));
    }

    private static List<EpochResult> history(double... top1) {
        return IntStream.range(0, top1.length).mapToObj(i -> epoch(i, top1[i])).toList();
    }

    private static List<EpochResult> errors(double... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> new EpochResult(
                        i, null, null, null, new Scores("relative_l2", Map.of("relative_l2", values[i])), 1))
                .toList();
    }

    private static EpochResult epoch(int epoch, Double top1) {
        return new EpochResult(epoch, null, null, null, Scores.ofClassifier(top1, null), 1);
    }
}

package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccuracyCurveTest {

    @Test
    void firstEpochOfEveryAccuracyIsThatOfTheWholeHistory() {
        // Given
        List<EpochResult> history = history(0.5, 0.2, 0.3, 0.25, 0.3, 0.45, 0.44, 0.6, 0.1);

        // When
        AccuracyCurve curve = AccuracyCurve.of(history);

        // Then
        for (int percent = 0; percent <= 70; percent++) {
            double wanted = percent / 100.0;
            int expected = history.stream()
                    .filter(e -> e.epoch() > 0 && e.top1() >= wanted)
                    .mapToInt(EpochResult::epoch)
                    .findFirst()
                    .orElse(-1);
            assertThat(curve.firstReaching(wanted)
                            .map(AccuracyCurve.Epochs::earliest)
                            .orElse(-1))
                    .as("first epoch of %d %%", percent)
                    .isEqualTo(expected);
            assertThat(curve.firstReaching(wanted).stream()).allMatch(AccuracyCurve.Epochs::exact);
        }
        assertThat(curve).extracting("epochs", "before", "afterOne", "end").containsExactly(8, 0.5, 0.2, 0.1);
    }

    @Test
    void epochsWithoutEvaluationAreEpochs() {
        // Given
        List<EpochResult> history = List.of(epoch(0, 0.1), epoch(1, null), epoch(2, 0.3), epoch(3, null));

        // When
        AccuracyCurve curve = AccuracyCurve.of(history);

        // Then
        assertThat(curve.epochs()).isEqualTo(3);
        assertThat(curve.afterOne()).isNull();
        assertThat(curve.end()).isEqualTo(0.3);
        assertThat(curve.firstReaching(0.2)).contains(new AccuracyCurve.Epochs(2, 2));
    }

    @Test
    void thinnedCurveTellsBetweenWhichEpochsItIs() {
        // Given: every one of 2,000 epochs is better than all before it
        List<EpochResult> history = IntStream.rangeClosed(0, 2000)
                .mapToObj(i -> epoch(i, i / 2000.0))
                .toList();

        // When
        AccuracyCurve curve = AccuracyCurve.of(history);

        // Then
        assertThat(curve.thinned()).isTrue();
        assertThat(curve.bests()).hasSize(AccuracyCurve.MOST_BESTS);
        for (int epoch = 1; epoch <= 2000; epoch++) {
            AccuracyCurve.Epochs found = curve.firstReaching(epoch / 2000.0).orElseThrow();
            assertThat(epoch).isBetween(found.earliest(), found.latest());
        }
        assertThat(curve.firstReaching(1.0)).contains(new AccuracyCurve.Epochs(2000, 2000));
        assertThat(curve.firstReaching(4 / 2000.0).orElseThrow().exact()).isFalse();
    }

    private static List<EpochResult> history(double... top1) {
        return IntStream.range(0, top1.length).mapToObj(i -> epoch(i, top1[i])).toList();
    }

    private static EpochResult epoch(int epoch, Double top1) {
        return new EpochResult(epoch, null, null, null, top1, null, 1);
    }
}

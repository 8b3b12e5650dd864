package io.learngene.contracts.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compared with what {@code src/test/python/judging.py} prints. */
class JudgingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.0, 0.27753279986288926",
        "1, 10, 0.017876213095072903, 0.4041500267952385",
        "10, 20, 0.29929800819821234, 0.7007019918017877",
        "10, 10, 0.7224672001371107, 1.0",
        "563, 1000, 0.5320740752991774, 0.5934437531316427",
        "6327, 10000, 0.6232023376108096, 0.6420957492216128"
    })
    void shareHasWilsonsInterval(long right, long images, double low, double high) {
        // When
        Interval interval = Interval.wilson(right, images);

        // Then
        assertThat(interval.low()).isCloseTo(low, within(1e-12));
        assertThat(interval.high()).isCloseTo(high, within(1e-12));
    }

    @Test
    void intervalOfNoImageIsRefused() {
        // When, Then
        assertThatThrownBy(() -> Interval.wilson(0, 0)).isInstanceOf(InvalidFieldException.class);
    }

    /** With the exact quantiles of what is drawn; two thousand draws are at most a tenth of the width away. */
    @ParameterizedTest
    @CsvSource({
        "30, 10, 200, 0.04, 0.16",
        "120, 80, 1000, 0.012, 0.068",
        "5, 0, 50, 0.02, 0.18",
        "700, 650, 10000, -0.0022, 0.0122"
    })
    void differenceHasTheIntervalOfAPairedBootstrap(int better, int worse, int images, double low, double high) {
        // When
        PairedDifference found = PairedDifference.of(better, worse, images);

        // Then
        assertThat(found.difference()).isEqualTo((double) (better - worse) / images);
        assertThat(found.interval().low()).isCloseTo(low, within((high - low) / 10));
        assertThat(found.interval().high()).isCloseTo(high, within((high - low) / 10));
        assertThat(found.resamples()).isEqualTo(2000);
    }

    @Test
    void sameAnswersAlwaysHaveTheSameInterval() {
        // When, Then
        assertThat(PairedDifference.of(300, 200, 2000)).isEqualTo(PairedDifference.of(300, 200, 2000));
    }

    @Test
    void differenceIsThatOfTheImagesThatOnlyOneHasRight() {
        // Given
        RightImages one = right("same", 8, 0, 1, 2, 3, 4);
        RightImages other = right("same", 8, 3, 4, 5);

        // When
        PairedDifference found = PairedDifference.of(one, other).orElseThrow();

        // Then
        assertThat(found.difference()).isEqualTo(2.0 / 8);
        assertThat(found.interval().contains(found.difference())).isTrue();
        assertThat(PairedDifference.of(one, one).orElseThrow().interval()).isEqualTo(new Interval(0, 0));
    }

    @Test
    void imagesOfSeveralSeedsCountOnceWithTheMeanOfTheirModels() {
        // Given
        List<RightImages> one = List.of(right("same", 8, 0, 1, 2), right("same", 8, 0, 1, 3));
        List<RightImages> other = List.of(right("same", 8, 0), right("same", 8, 0, 2));

        // When
        PairedDifference found = PairedDifference.ofSeeds(one, other).orElseThrow();

        // Then
        assertThat(found.difference()).isEqualTo(3.0 / 2 / 8);
        assertThat(found.images()).isEqualTo(8);
        assertThat(found.interval().contains(found.difference())).isTrue();
    }

    @Test
    void moreSeedsOfTheSameAnswersMakeNoNarrowerInterval() {
        // Given
        RightImages one = right("same", 8, 0, 1, 2, 3, 4);
        RightImages other = right("same", 8, 3, 4, 5);

        // When, Then
        assertThat(PairedDifference.ofSeeds(List.of(one, one, one), List.of(other, other, other)))
                .isEqualTo(PairedDifference.of(one, other));
    }

    @Test
    void seedsWithoutACounterpartAreRefused() {
        // When, Then
        RightImages one = right("same", 8, 0);
        assertThatThrownBy(() -> PairedDifference.ofSeeds(List.of(one, one), List.of(one)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("2 and 1");
    }

    @Test
    void modelsOfOtherImagesAreNotCompared() {
        // When, Then
        assertThat(PairedDifference.of(right("these", 8, 1), right("those", 8, 1)))
                .isEmpty();
    }

    @Test
    void calibrationErrorIsThatOfFifteenBinsClosedAbove() {
        // Given
        double[] confidence = {0.05, 0.1, 0.2, 1.0 / 3, 0.35, 0.5, 0.6, 0.7, 0.85, 0.92, 0.97, 0.99, 1.0};
        int[] hits = {0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1};
        Tally tally = new Tally(2);

        // When
        for (int i = 0; i < hits.length; i++) {
            tally.add(0, 1 - hits[i], confidence[i]);
        }
        Calibration calibration =
                tally.evaluation(List.of("cat", "dog"), "pets").calibration();

        // Then
        assertThat(calibration.error()).isCloseTo(0.32641025641025645, within(1e-12));
        assertThat(calibration.bins().get(0).images()).isEqualTo(1);
        assertThat(calibration.bins().get(2).images()).isEqualTo(1);
    }

    @Test
    void evaluationCountsClassesAndWhatTheyWereTakenFor() {
        // Given
        Tally tally = new Tally(3);
        int[][] answers = {{0, 0}, {0, 1}, {0, 1}, {1, 1}, {2, 0}};

        // When
        for (int[] each : answers) {
            tally.add(each[0], each[1], 0.9);
        }
        ModelEvaluation evaluation = tally.evaluation(List.of("cat", "dog", "fish"), "pets");

        // Then
        assertThat(evaluation.classes())
                .containsExactly(
                        new ModelEvaluation.OfClass("cat", 3, 1, 2),
                        new ModelEvaluation.OfClass("dog", 1, 1, 3),
                        new ModelEvaluation.OfClass("fish", 1, 0, 0));
        assertThat(evaluation.confusion())
                .containsExactly(new ModelEvaluation.Confused(0, 1, 2), new ModelEvaluation.Confused(2, 0, 1));
        assertThat(evaluation.rightImages().set().stream()).containsExactly(0, 3);
        assertThat(evaluation.judged().right()).isEqualTo(2);
        assertThat(evaluation.judged().neverRightFirst()).containsExactly("fish");
    }

    @Test
    void evaluationOfAThousandClassesStaysSmall() {
        // Given
        List<String> names =
                IntStream.range(0, 1000).mapToObj(c -> "class number " + c).toList();
        Tally tally = new Tally(1000);

        // When
        for (int i = 0; i < 50_000; i++) {
            tally.add(i % 1000, i % 7 == 0 ? i % 1000 : (i * 31) % 1000, 0.5);
        }
        ModelEvaluation evaluation = tally.evaluation(names, "many");

        // Then
        long told = evaluation.confusion().stream()
                .mapToLong(ModelEvaluation.Confused::images)
                .sum();
        assertThat(evaluation.confusion()).hasSizeLessThanOrEqualTo(ModelEvaluation.MOST_CONFUSED);
        assertThat(told + evaluation.otherConfused()).isEqualTo(evaluation.images() - evaluation.right());
        assertThat((long) Json.write(evaluation).length).isLessThan(ModelEvaluation.MOST_BYTES);
    }

    @Test
    void evaluationIsReadAsItWasWritten() {
        // Given
        Tally tally = new Tally(2);
        tally.add(0, 0, 0.75);
        tally.add(1, 0, 0.5);
        ModelEvaluation evaluation = tally.evaluation(List.of("cat", "dog"), "pets");

        // When, Then
        assertThat(Json.read(Json.write(evaluation), ModelEvaluation.class)).isEqualTo(evaluation);
        assertThat(Json.read(Json.write(evaluation.judged()), Judged.class)).isEqualTo(evaluation.judged());
    }

    /** A file of the store may be anybody's. */
    @Test
    void bitsThatAreNoneOfTheImagesAreRefused() {
        // Given
        String digest = "0".repeat(64);

        // When, Then
        assertThatThrownBy(() -> new RightImages(digest, 8, "////////")).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> new RightImages(digest, 8, "////").set()).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> new RightImages(digest, 8, "!!!!").set()).isInstanceOf(InvalidFieldException.class);
    }

    private static RightImages right(String what, int images, int... positions) {
        BitSet set = new BitSet();
        IntStream.of(positions).forEach(set::set);
        return RightImages.of(Sha256.of(what.getBytes(StandardCharsets.UTF_8)), images, set);
    }
}

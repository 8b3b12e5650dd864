package io.learngene.contracts.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far mean average precision can be trusted. */
class RankedTest {

    private static final List<String> NAMES = List.of("a", "b", "c");

    /** Of numpy: 8000 resamples of the same images, by another generator, whose quantiles are reflected. */
    @Test
    void meanAveragePrecisionHasTheBasicIntervalOfABootstrapOverTheImages() {
        // When
        LabelEvaluation evaluation = evaluation(60);

        // Then
        assertThat(evaluation.meanAveragePrecision()).isCloseTo(0.7379731, within(1e-6));
        assertThat(evaluation.interval().low()).isCloseTo(0.5410, within(0.02));
        assertThat(evaluation.interval().high()).isCloseTo(0.9913, within(0.02));
    }

    @Test
    void sameAnswersAlwaysHaveTheSameInterval() {
        assertThat(evaluation(60)).isEqualTo(evaluation(60));
    }

    @Test
    void moreImagesMakeANarrowerInterval() {
        assertThat(width(evaluation(600))).isLessThan(width(evaluation(60)) / 2);
    }

    @Test
    void classThatNoImageHasIsInNoResample() {
        // Given: the same images, with a third class or without it
        LabelTally two = new LabelTally(2, 4);
        two.add(new float[] {2, 1, 1, 0, 0, 2, -1, -1}, new long[] {1, 0, 0, 1, 1, 1, 0, 0});
        LabelTally three = new LabelTally(3, 4);
        three.add(new float[] {2, 1, 9, 1, 0, 9, 0, 2, 9, -1, -1, 9}, new long[] {1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0});

        // Then
        assertThat(three.evaluation(NAMES, "these").interval())
                .isEqualTo(two.evaluation(NAMES.subList(0, 2), "these").interval());
    }

    @Test
    void imagesWithoutAnyClassHaveNoInterval() {
        // Given
        LabelTally tally = new LabelTally(1, 2);
        tally.add(new float[] {1, 2}, new long[] {0, 0});

        // Then
        assertThat(tally.evaluation(List.of("a"), "these").interval()).isNull();
    }

    @Test
    void evaluationFromBeforeThereWasAnIntervalIsRead() {
        // Given
        String written = new String(Json.write(evaluation(20)), StandardCharsets.UTF_8);
        String before = written.replaceFirst("\"interval\":\\{[^}]*\\},", "");
        assertThat(before).isNotEqualTo(written);

        // When
        TestEvaluation read = Json.read(before.getBytes(StandardCharsets.UTF_8), TestEvaluation.class);

        // Then
        assertThat(((LabelEvaluation) read).interval()).isNull();
        assertThat(read.score()).isEqualTo(evaluation(20).score());
    }

    private static double width(LabelEvaluation evaluation) {
        return evaluation.interval().high() - evaluation.interval().low();
    }

    private static LabelEvaluation evaluation(int images) {
        int classes = NAMES.size();
        float[] logits = new float[images * classes];
        long[] has = new long[logits.length];
        for (int i = 0; i < images; i++) {
            for (int c = 0; c < classes; c++) {
                int at = i * classes + c;
                has[at] = (i * 31 + c * 17) % (12 + c) == 0 ? 1 : 0;
                logits[at] = (i * 7919 + c * 104729) % 997 / 997f + 0.6f * has[at];
            }
        }
        LabelTally tally = new LabelTally(classes, images);
        tally.add(logits, has);
        return tally.evaluation(NAMES, "these");
    }
}

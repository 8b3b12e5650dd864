package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images with any number of classes. */
class ImageLabelsTest {

    private static final int[] NONE = {};
    private static final int[] FIRST = {0};
    private static final int[] BOTH = {0, 1};

    @Test
    void aSubsetHasEveryLabelSetInItsShare() {
        // Given 60 images without labels, 30 of the first class, 10 of both
        LabelledImages images = images(100, i -> i % 10 < 6 ? NONE : i % 10 < 9 ? FIRST : BOTH);

        // When
        LabelledImages subset = images.subset(20);

        // Then
        assertThat(subset.size()).isEqualTo(20);
        assertThat(sets(subset, NONE, FIRST, BOTH)).containsExactly(12L, 6L, 2L);
        assertThat(subset.perClass()).containsExactly(8, 2);
    }

    @Test
    void whatIsHeldOutHasEveryLabelSetInItsShareAndIsTheSameEveryTime() {
        // Given
        LabelledImages images = images(1000, i -> i % 10 < 6 ? NONE : i % 10 < 9 ? FIRST : BOTH);

        // When
        int[] held = images.drawn(0.1);

        // Then
        assertThat(held).hasSize(100).isSorted().doesNotHaveDuplicates().isEqualTo(images.drawn(0.1));
        assertThat(sets(images.evaluated(held, Preprocessing.whole(2)), NONE, FIRST, BOTH))
                .containsExactly(60L, 30L, 10L);
        assertThat(IntStream.of(held).map(i -> i / 100).distinct().count()).isEqualTo(10);
    }

    @Test
    void rareLabelSetsDoNotCrowdOutTheOthers() {
        // Given 100 images, every one with a label set of its own among twenty classes
        LabelledImages images = new LabelledImages(
                2,
                new byte[100][12],
                new ImageLabels.Several(
                        20,
                        IntStream.range(0, 100)
                                .mapToObj(i -> IntStream.of(i % 10, 10 + i / 10).toArray())
                                .toArray(int[][]::new)));

        // When
        LabelledImages subset = images.subset(10);

        // Then each of the first ten classes has its share
        assertThat(Arrays.copyOf(subset.perClass(), 10)).containsOnly(1);
    }

    @Test
    void oneOfTheTwoFormsIsAskedForByItsName() {
        LabelledImages images = images(2, i -> BOTH);
        assertThatThrownBy(() -> images.label(0)).hasMessageContaining("any number of labels");
        assertThatThrownBy(() -> new ImageLabels.Several(1, new int[0][])).hasMessageContaining("at least 2");
    }

    private static LabelledImages images(int count, IntFunction<int[]> labels) {
        return new LabelledImages(
                2,
                new byte[count][12],
                new ImageLabels.Several(
                        2, IntStream.range(0, count).mapToObj(labels).toArray(int[][]::new)));
    }

    private static List<Long> sets(LabelledImages images, int[]... sets) {
        int[][] of = ((ImageLabels.Several) images.labels()).of();
        return Arrays.stream(sets)
                .map(set -> Arrays.stream(of)
                        .filter(labels -> Arrays.equals(labels, set))
                        .count())
                .toList();
    }
}

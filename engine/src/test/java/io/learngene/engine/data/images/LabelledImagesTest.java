package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelledImagesTest {

    @Test
    void takesASubsetEvenlyFromTheClasses() {
        // Given 40, 20 and 10 images of three classes, in blocks
        LabelledImages images = images(40, 20, 10);

        // When
        LabelledImages subset = images.subset(14);

        // Then
        assertThat(counts(subset)).containsExactly(8, 4, 2);
    }

    @Test
    void fillsASubsetUpWhereSharesAreNoWholeNumbers() {
        // Given
        LabelledImages images = images(10, 10, 10);

        // When
        LabelledImages subset = images.subset(8);

        // Then
        assertThat(counts(subset)).containsExactly(3, 3, 2);
    }

    @Test
    void takesTheSameSubsetEveryTime() {
        // Given
        LabelledImages images = SyntheticShapes.dataset(3, 50, 10).train();

        // When
        LabelledImages once = images.subset(20);
        LabelledImages again = images.subset(20);

        // Then
        for (int i = 0; i < 20; i++) {
            assertThat(once.reader().square(i)).isSameAs(again.reader().square(i));
            assertThat(once.label(i)).isEqualTo(again.label(i));
        }
    }

    @Test
    void countedImagesBeginAgainWhereThereAreFewer() {
        // Given
        LabelledImages images = images(2, 1);

        // When
        LabelledImages counted = images.counted(7);

        // Then
        assertThat(counted.size()).isEqualTo(7);
        assertThat(counts(counted)).containsExactly(5, 2);
        assertThat(counted.reader().square(6)).isSameAs(images.reader().square(0));
    }

    @Test
    void givesAllWhenMoreAreAskedForThanThereAre() {
        // Given
        LabelledImages images = images(2, 2);

        // When
        LabelledImages subset = images.subset(5);

        // Then
        assertThat(subset.size()).isEqualTo(4);
    }

    @Test
    void refusesAnEmptySubset() {
        assertThatThrownBy(() -> images(2, 2).subset(0)).hasMessageContaining("at least 1");
    }

    private static LabelledImages images(int... counts) {
        int[] labels = IntStream.range(0, counts.length)
                .flatMap(c -> IntStream.generate(() -> c).limit(counts[c]))
                .toArray();
        return new LabelledImages(2, counts.length, new byte[labels.length][12], labels);
    }

    private static int[] counts(LabelledImages images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }
}

package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches whose image i is all i: what is mixed in can be read off every pixel. */
class MixingTest {

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "0.8, 1, 0"})
    void batchThatIsNotMixedStaysAsItIs(double mixup, double cutmix, double probability) {
        // Given
        FloatBuffer images = numbered(4, 6);

        // When
        double share =
                new Mixing(mixup, cutmix, probability, 0.5).apply(each(images, 6), 4, 6, new SplittableRandom(1));

        // Then
        assertThat(share).isEqualTo(1);
        assertThat(images).isEqualTo(numbered(4, 6));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 7", "4, 8", "5, 2", "8, 16"})
    void pastedShareIsThatOfThePixelsThatStayedInEveryImage(int count, int size) {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            FloatBuffer images = numbered(count, size);

            // When
            double share = new Mixing(0, 1, 1, 0).apply(each(images, size), count, size, new SplittableRandom(seed));

            // Then
            for (int i = 0; i < count; i++) {
                int other = count - 1 - i;
                int own = 0;
                for (int e = 0; e < 3 * size * size; e++) {
                    float value = images.get(i * 3 * size * size + e);
                    assertThat(value).isIn((float) i, (float) other);
                    own += value == i ? 1 : 0;
                }
                double expected = i == other ? 1 : share;
                assertThat(own / (3.0 * size * size)).isCloseTo(expected, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void blendedShareIsThatOfEveryPixel(int count) {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            FloatBuffer images = numbered(count, 3);

            // When
            double share = new Mixing(0.8, 0, 1, 0).apply(each(images, 3), count, 3, new SplittableRandom(seed));

            // Then
            assertThat(share).isBetween(0.0, 1.0);
            for (int i = 0; i < count * 27; i++) {
                int image = i / 27;
                double expected = image * share + (count - 1 - image) * (1 - share);
                assertThat((double) images.get(i)).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void whereBothAreOnTheirSharesOfTheBatchesAreAsAskedFor() {
        // Given
        Mixing mixing = new Mixing(1, 1, 0.5, 0.25);
        int untouched = 0;
        int pasted = 0;
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2_000; i++) {
            FloatBuffer images = numbered(2, 8);

            // When
            double share = mixing.apply(each(images, 8), 2, 8, random);

            // Then
            boolean whole = true;
            for (int e = 0; e < images.capacity(); e++) {
                whole &= images.get(e) == 0 || images.get(e) == 1;
            }
            untouched += share == 1 ? 1 : 0;
            pasted += share != 1 && whole ? 1 : 0;
        }
        // A box that is too small for a pixel leaves a batch alone as well.
        assertThat(untouched).isBetween(950, 1_100);
        assertThat(pasted).isBetween(180, 300);
    }

    @Test
    void sameStreamMixesTheSame() {
        // Given
        FloatBuffer one = numbered(6, 8);
        FloatBuffer other = numbered(6, 8);
        Mixing mixing = new Mixing(0.8, 1, 0.9, 0.5);

        // When
        double first = mixing.apply(each(one, 8), 6, 8, new SplittableRandom(9));
        double second = mixing.apply(each(other, 8), 6, 8, new SplittableRandom(9));

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(other).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 1, 50, 1e6})
    void shareIsANumberFromZeroToOneForEveryAlpha(double alpha) {
        // Given
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        for (int i = 0; i < 2_000; i++) {
            // When
            double share = Beta.draw(alpha, random);

            // Then
            assertThat(share).isBetween(0.0, 1.0);
            sum += share;
        }
        assertThat(sum / 2_000).isCloseTo(0.5, within(0.05));
    }

    private static FloatBuffer numbered(int count, int size) {
        FloatBuffer images = FloatBuffer.allocate(count * 3 * size * size);
        for (int i = 0; i < images.capacity(); i++) {
            images.put(i, i / (3 * size * size));
        }
        return images;
    }

    private static IntFunction<FloatBuffer> each(FloatBuffer images, int size) {
        int length = 3 * size * size;
        return i -> images.slice(i * length, length);
    }
}

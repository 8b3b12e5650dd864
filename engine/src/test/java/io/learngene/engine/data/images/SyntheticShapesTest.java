package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticShapesTest {

    @Test
    void drawsEveryClassEquallyOften() {
        // When
        Dataset dataset = SyntheticShapes.dataset(1, 100, 50);

        // Then
        assertThat(dataset.classNames()).hasSize(10).isSorted();
        assertThat(dataset.imageSize()).isEqualTo(32);
        assertThat(counts(dataset.train())).containsOnly(10);
        assertThat(counts(dataset.test())).containsOnly(5);
    }

    @Test
    void drawsTheSamePixelsOnEveryMachine() throws Exception {
        // When
        Dataset dataset = SyntheticShapes.dataset(7, 40, 20);

        // Then
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (LabelledImages images : new LabelledImages[] {dataset.train(), dataset.test()}) {
            IntStream.range(0, images.size())
                    .forEach(i -> digest.update(images.reader().square(i)));
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("34e6b0107446a579558e07a5f2535f7d5aa478a8151d5f2737e646c46dde69b6");
    }

    @Test
    void neverDrawsAnImageTwice() {
        // Given
        Set<Integer> hashes = new HashSet<>();

        // When
        for (long seed = 0; seed < 4; seed++) {
            Dataset dataset = SyntheticShapes.dataset(seed, 100, 100);
            for (LabelledImages images : new LabelledImages[] {dataset.train(), dataset.test()}) {
                IntStream.range(0, images.size())
                        .forEach(i -> hashes.add(Arrays.hashCode(images.reader().square(i))));
            }
        }

        // Then
        assertThat(hashes).hasSize(800);
    }

    @Test
    void doesNotTellTheClassByTheMeanColour() {
        // Given
        LabelledImages images = SyntheticShapes.dataset(5, 4000, 10).train();

        // When
        double[] sums = new double[10];
        for (int i = 0; i < images.size(); i++) {
            for (byte pixel : images.reader().square(i)) {
                sums[images.label(i)] += pixel & 0xff;
            }
        }

        // Then larger shapes are brighter on average, by far less than single images differ
        double[] means = Arrays.stream(sums).map(s -> s / 400 / 3072).toArray();
        assertThat(Arrays.stream(means).max().orElseThrow()
                        - Arrays.stream(means).min().orElseThrow())
                .isLessThan(16);
    }

    @Test
    void refusesFewerImagesThanClasses() {
        assertThatThrownBy(() -> SyntheticShapes.dataset(1, 9, 10))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("9 training")
                .hasMessageContaining("at least 10");
    }

    private static int[] counts(LabelledImages images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    @Test
    void cutsTheCentreOutOfTestImagesAlone() {
        // When
        Dataset whole = SyntheticShapes.dataset(7, 10, 10);
        Dataset cut = SyntheticShapes.dataset(7, 10, 10, new Preprocessing(32, 0.8));

        // Then
        assertThat(cut.test().reader().evaluated(0))
                .isEqualTo(new Preprocessing(32, 0.8)
                        .evaluated(whole.test().reader().whole(0, Function.identity())))
                .isNotEqualTo(whole.test().reader().evaluated(0));
        assertThat(cut.train().reader().square(0))
                .isEqualTo(whole.train().reader().square(0));
    }

    @Test
    void moreImagesThanTheMemoryHoldsAreRefused() {
        // When / Then
        assertThatThrownBy(() -> SyntheticShapes.requireMemory(100_000_000, 1_000_000_000))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("100000000 images need 332800000 kB of memory, and 1000000 kB are there")
                .hasMessageContaining("train_images");
    }
}

package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images of two pixels' side whose bytes all are their number. */
class DatasetTest {

    private static final Preprocessing WHOLE = Preprocessing.whole(2);

    @Test
    void heldOutImagesAreAShareOfEveryClassAndTrainedOnNoMore() {
        // Given
        Dataset dataset = dataset(20, 40, 3, 1);

        // When
        Dataset held = dataset.holdingOut(0.1, WHOLE);

        // Then
        assertThat(counts(held.validation())).containsExactly(2, 4, 1, 0);
        assertThat(counts(held.train())).containsExactly(18, 36, 2, 1);
        assertThat(held.test()).isSameAs(dataset.test());
        Set<Integer> all = new HashSet<>(numbers(held.train()));
        all.addAll(numbers(held.validation()));
        assertThat(all).hasSize(64);
    }

    @Test
    void sameImagesAreHeldOutEveryTime() {
        // Given
        Dataset dataset = dataset(20, 40);

        // When
        List<Integer> held = numbers(dataset.holdingOut(0.25, WHOLE).validation());

        // Then
        assertThat(numbers(dataset.holdingOut(0.25, WHOLE).validation())).isEqualTo(held);
    }

    /** Files are often named by who took them and when. */
    @Test
    void heldOutImagesAreNotTheFirstOrTheLast() {
        // Given
        Dataset dataset = dataset(100);

        // When
        List<Integer> held = numbers(dataset.holdingOut(0.5, WHOLE).validation());

        // Then
        assertThat(held).hasSize(50);
        assertThat(held.stream().filter(i -> i < 50).count()).isBetween(15L, 35L);
    }

    @Test
    void heldOutImagesAreSeenAsTestImagesAre() {
        // Given
        byte[] picture = new byte[3 * 4 * 4];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) (5 * i);
        }
        LabelledImages images = new LabelledImages(4, 1, new byte[][] {picture, picture}, new int[2]);
        Dataset dataset = new Dataset(List.of("a"), images, null, images);
        Preprocessing cut = new Preprocessing(4, 0.5);

        // When
        Dataset held = dataset.holdingOut(0.5, cut);

        // Then
        assertThat(held.validation().reader().evaluated(0))
                .isEqualTo(cut.evaluated(new io.learngene.engine.augmentation.Picture(4, 4, picture)))
                .isNotEqualTo(picture);
        assertThat(held.train().reader().square(0)).isEqualTo(picture);
    }

    @Test
    void datasetWithValidationImagesOfItsOwnIsRefused() {
        // Given
        Dataset dataset = dataset(20, 40).holdingOut(0.1, WHOLE);

        // When, Then
        assertThatThrownBy(() -> dataset.holdingOut(0.1, WHOLE))
                .isInstanceOf(DatasetException.class)
                .hasMessage("dataset.validation: 0.1; it has a validation split of its own, of 6 images; leave it out");
    }

    @Test
    void datasetOfWhichNothingCouldBeHeldOutIsRefused() {
        assertThatThrownBy(() -> dataset(1, 1).holdingOut(0.5, WHOLE))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no class has two images");
    }

    private static Dataset dataset(int... images) {
        int[] labels = IntStream.range(0, images.length)
                .flatMap(c -> IntStream.generate(() -> c).limit(images[c]))
                .toArray();
        byte[][] pixels = new byte[labels.length][3 * 2 * 2];
        for (int i = 0; i < pixels.length; i++) {
            Arrays.fill(pixels[i], (byte) i);
        }
        List<String> names =
                IntStream.range(0, images.length).mapToObj(c -> "c" + c).toList();
        LabelledImages all = new LabelledImages(2, images.length, pixels, labels);
        return new Dataset(names, all, null, all);
    }

    private static List<Integer> numbers(LabelledImages images) {
        PixelReader reader = images.reader();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            numbers.add(reader.evaluated(i)[0] & 0xFF);
        }
        return numbers;
    }

    private static int[] counts(LabelledImages images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }
}

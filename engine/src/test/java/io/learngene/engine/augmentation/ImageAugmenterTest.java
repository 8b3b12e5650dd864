package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Augmentation;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageAugmenterTest {

    private static final int SIZE = 16;
    private static final int[] FILLING = {124, 116, 104};

    @Test
    void sameStreamGivesTheSameImage() {
        // Given
        Augmentation recipe =
                recipe("{'scale': [0.3, 1], 'rand_augment': 'rand-m9-mstd0.5-inc1', 'random_erasing': 0.25}");

        // When
        byte[] once = augmented(recipe, 5);
        byte[] again = augmented(recipe, 5);
        byte[] other = augmented(recipe, 6);

        // Then
        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'scale': [0.3, 0.6]", "'crop_padding': 0, 'rand_augment': 'rand-m9-n9-inc1'"})
    void interpolatesAsTheRecipeSaysAndBicubicByDefault(String part) {
        // When
        String byDefault = images("{" + part + "}");
        String bicubic = images("{" + part + ", 'interpolation': 'bicubic'}");
        String bilinear = images("{" + part + ", 'interpolation': 'bilinear'}");

        // Then
        assertThat(byDefault).isEqualTo(bicubic);
        assertThat(bilinear).isNotEqualTo(bicubic);
    }

    private static String images(String recipe) {
        return IntStream.range(0, 20)
                .mapToObj(seed -> Arrays.hashCode(augmented(recipe(recipe), seed)))
                .toList()
                .toString();
    }

    @Test
    void randomInterpolationDrawsAnewForEveryImage() {
        // Given
        Augmentation whole = recipe("{'scale': [1, 1], 'ratio': [1, 1], 'interpolation': 'random'}");
        Picture large = new Picture(32, 32, new byte[3 * 32 * 32]);
        new java.util.Random(7).nextBytes(large.samples());

        // When
        Set<Integer> different = IntStream.range(0, 40)
                .mapToObj(seed -> augmenter(whole).augment(large, new SplittableRandom(seed)))
                .map(Arrays::hashCode)
                .collect(Collectors.toSet());

        // Then each is one of two, mirrored or not
        assertThat(different).hasSize(4);
    }

    /** {@return one part, without crop and flip} */
    private static Augmentation only(String part) {
        return recipe("{'crop_padding': 0, 'horizontal_flip': false, " + part + "}");
    }

    private static Augmentation recipe(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Augmentation.class);
    }

    @Test
    void colourJitterWithoutStrengthChangesNothing() {
        // Given
        Augmentation recipe = only("'color_jitter': 0.0");

        // When
        byte[] image = augmented(recipe, 5);

        // Then
        assertThat(image).isEqualTo(pixels());
    }

    @Test
    void mixupBlendsEachImageWithItsMirrorInTheBatch() {
        // Given
        Augmentation recipe = only("'mixup': 0.8");
        FloatBuffer images = numbered(3);

        // When
        double share = augmenter(recipe).mix(each(images), 3, new SplittableRandom(1));

        // Then
        assertThat(share).isBetween(0.0, 1.0);
        assertThat(images.get(0)).isCloseTo((float) (0 * share + 2 * (1 - share)), within(1e-6f));
        assertThat(images.get(2 * 3 * SIZE * SIZE)).isCloseTo((float) (2 * share), within(1e-6f));
        assertThat(images.get(3 * SIZE * SIZE))
                .as("the middle one meets itself")
                .isCloseTo(1f, within(1e-6f));
    }

    @Test
    void cutmixTellsTheShareThatWasLeft() {
        // Given
        Augmentation recipe = only("'cutmix': 1.0");
        for (int seed = 0; seed < 20; seed++) {
            FloatBuffer images = numbered(2);

            // When
            double share = augmenter(recipe).mix(each(images), 2, new SplittableRandom(seed));

            // Then
            int own = 0;
            for (int i = 0; i < SIZE * SIZE; i++) {
                own += images.get(i) == 0 ? 1 : 0;
            }
            assertThat(share).isCloseTo(own / (double) (SIZE * SIZE), within(1e-9));
        }
    }

    @Test
    void erasedBoxIsNoiseAndTheRestStays() {
        // Given
        Augmentation recipe = only("'random_erasing': 1.0");
        FloatBuffer images = FloatBuffer.allocate(3 * SIZE * SIZE);

        // When
        augmenter(recipe).erase(images, new SplittableRandom(3));

        // Then
        int erased = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            erased += images.get(i) != 0 ? 1 : 0;
        }
        assertThat(erased / (double) (SIZE * SIZE)).isBetween(0.01, 0.4);
    }

    private static IntFunction<FloatBuffer> each(FloatBuffer images) {
        int elements = 3 * SIZE * SIZE;
        return image -> images.slice(image * elements, elements);
    }

    private static FloatBuffer numbered(int count) {
        FloatBuffer images = FloatBuffer.allocate(count * 3 * SIZE * SIZE);
        for (int i = 0; i < images.capacity(); i++) {
            images.put(i, i / (3 * SIZE * SIZE));
        }
        return images;
    }

    private static ImageAugmenter augmenter(Augmentation recipe) {
        return new ImageAugmenter(recipe, SIZE, FILLING);
    }

    private static byte[] augmented(Augmentation recipe, int seed) {
        return augmenter(recipe)
                .augment(new Picture(SIZE, SIZE, pixels()), new SplittableRandom(seed))
                .clone();
    }

    private static byte[] pixels() {
        byte[] samples = new byte[3 * SIZE * SIZE];
        new java.util.Random(7).nextBytes(samples);
        return samples;
    }
}

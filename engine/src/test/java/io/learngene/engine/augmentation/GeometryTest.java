package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.recipe.Interpolation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeometryTest {

    private static final int[] FILLING = {1, 2, 3};

    @ParameterizedTest
    @EnumSource
    void wholePixelsMoveUnchanged(Filter filter) {
        // Given
        Picture picture = random(5);
        Picture moved = Picture.black(5, 5);

        // When
        Affine.shift(2, 0).map(picture, moved, FILLING, filter);

        // Then
        for (int plane = 0; plane < 3; plane++) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 5; x++) {
                    int at = (plane * 5 + y) * 5 + x;
                    int expected = x < 3 ? picture.samples()[at + 2] : FILLING[plane];
                    assertThat((int) moved.samples()[at]).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void quarterTurnMovesEveryPixelToItsPlace(Filter filter) {
        // Given
        Picture picture = random(4);
        Picture turned = Picture.black(4, 4);

        // When
        Affine.rotation(90, 4, 4).map(picture, turned, FILLING, filter);

        // Then: counter-clockwise, so the right column becomes the top row
        for (int x = 0; x < 4; x++) {
            int from = x * 4 + 3;
            assertThat((turned.samples()[x] & 0xFF) - (picture.samples()[from] & 0xFF))
                    .isBetween(-1, 1);
        }
    }

    @Test
    void wholePictureInItsOwnSizeStaysAsItIs() {
        // Given
        Picture picture = random(8);
        Picture resized = Picture.black(8, 8);

        // When
        Resampling.resize(picture, Box.whole(picture), Filter.BICUBIC, resized);

        // Then
        assertThat(resized.samples()).isEqualTo(picture.samples());
    }

    @Test
    void colourThatIsEverywhereStaysWhateverTheSize() {
        // Given
        Picture picture = Picture.black(9, 9);
        java.util.Arrays.fill(picture.samples(), (byte) 201);
        Picture resized = Picture.black(5, 5);

        // When
        Resampling.resize(picture, new Box(1, 2, 7, 3), Filter.BICUBIC, resized);

        // Then
        for (byte sample : resized.samples()) {
            assertThat(sample).isEqualTo((byte) 201);
        }
    }

    @Test
    void cropsLieInsideAndHaveTheSharesThatWereAskedFor() {
        // Given
        ResizedCrop crop = new ResizedCrop(0.08, 1, 3.0 / 4, 4.0 / 3);
        SplittableRandom random = new SplittableRandom(1);
        double area = 0;

        // When
        for (int i = 0; i < 2000; i++) {
            Box box = crop.draw(224, 224, random);
            area += box.width() * (double) box.height() / (224 * 224) / 2000;

            // Then
            assertThat(box.left() + box.width()).isLessThanOrEqualTo(224);
            assertThat(box.top() + box.height()).isLessThanOrEqualTo(224);
            assertThat((double) box.width() / box.height()).isBetween(0.7, 1.4);
        }
        assertThat(area).isBetween(0.45, 0.56);
    }

    @Test
    void everyTransformationGivesAPicture() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        RandAugment randAugment = new RandAugment(9, 0, 2, Interpolation.BICUBIC);

        // When
        for (int which = 0; which < 15; which++) {
            Picture picture = random(12);
            byte[] before = picture.samples().clone();
            randAugment.transform(picture, Picture.black(12, 12), FILLING, which, 0.9, random);

            // Then
            if (which > 1) {
                assertThat(picture.samples()).as("transformation " + which).isNotEqualTo(before);
            }
        }
    }

    @Test
    void betaIsSymmetricAndGetsNarrower() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        double mean = 0;
        double wide = 0;
        double narrow = 0;

        // When
        for (int i = 0; i < 4000; i++) {
            double x = Beta.draw(0.8, random);
            mean += x / 4000;
            wide += (x - 0.5) * (x - 0.5) / 4000;
            double y = Beta.draw(8, random) - 0.5;
            narrow += y * y / 4000;
        }

        // Then: the variance is 1 / (4 (2 alpha + 1))
        assertThat(mean).isCloseTo(0.5, within(0.02));
        assertThat(wide).isCloseTo(1 / (4 * 2.6), within(0.01));
        assertThat(narrow).isCloseTo(1 / (4 * 17.0), within(0.005));
    }

    private static Picture random(int size) {
        byte[] samples = new byte[3 * size * size];
        new java.util.Random(7).nextBytes(samples);
        return new Picture(size, size, samples);
    }
}

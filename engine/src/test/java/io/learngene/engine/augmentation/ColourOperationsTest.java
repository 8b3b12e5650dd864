package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Values as Pillow's ImageOps and ImageEnhance give them. */
class ColourOperationsTest {

    @Test
    void autoContrastStretchesEachChannel() {
        // When
        int[] red = after(grey(50, 100, 150, 200), ColourOperations::autoContrast);

        // Then
        assertThat(red).containsExactly(0, 85, 170, 255);
    }

    @Test
    void equalizeLeavesAPictureWithoutRoomAlone() {
        // When
        int[] red = after(grey(1, 2, 3, 4), ColourOperations::equalize);

        // Then: (4 - 1) / 255 is no step
        assertThat(red).containsExactly(1, 2, 3, 4);
    }

    @Test
    void equalizeFlattensTheHistogram() {
        // Given: 512 pixels, half of value 10, half of value 20; step is 256 / 255 = 1
        int[] values = new int[512];
        for (int i = 0; i < 512; i++) {
            values[i] = i < 256 ? 10 : 20;
        }

        // When
        int[] red = after(grey(values), ColourOperations::equalize);

        // Then: nothing lies below 10, 256 pixels lie below 20
        assertThat(red[0]).isZero();
        assertThat(red[511]).isEqualTo(255);
    }

    @Test
    void posterizeKeepsTheHighestBits() {
        // When
        int[] red = after(grey(0, 63, 64, 255), p -> ColourOperations.posterize(p, 2));

        // Then
        assertThat(red).containsExactly(0, 0, 64, 192);
    }

    @Test
    void solarizeInvertsFromTheThresholdOn() {
        // When
        int[] red = after(grey(0, 99, 100, 255), p -> ColourOperations.solarize(p, 100));

        // Then
        assertThat(red).containsExactly(0, 99, 155, 0);
    }

    @Test
    void solarizeAddRaisesTheDarkerHalf() {
        // When
        int[] red = after(grey(0, 127, 128, 255), p -> ColourOperations.solarizeAdd(p, 110));

        // Then
        assertThat(red).containsExactly(110, 237, 128, 255);
    }

    @Test
    void brightnessScalesTruncatesAndClips() {
        // When
        int[] red = after(grey(0, 101, 200, 255), p -> ColourOperations.brightness(p, 1.5f));

        // Then
        assertThat(red).containsExactly(0, 151, 255, 255);
    }

    @Test
    void contrastMovesAwayFromTheMeanGrey() {
        // When: the mean is 100
        int[] red = after(grey(50, 150, 100, 100), p -> ColourOperations.contrast(p, 0.5f));

        // Then
        assertThat(red).containsExactly(75, 125, 100, 100);
    }

    @Test
    void saturationOfZeroIsPillowsGrey() {
        // Given
        Picture picture = new Picture(1, 1, new byte[] {(byte) 255, 0, 0});

        // When
        ColourOperations.saturation(picture, 0);

        // Then: 255 x 19595 / 65536, rounded
        assertThat(picture.samples()).containsExactly(76, 76, 76);
    }

    @Test
    void sharpnessOfZeroSmoothsTheInside() {
        // Given: a white pixel in the middle of black
        Picture picture = Picture.black(3, 3);
        picture.samples()[4] = (byte) 255;

        // When
        ColourOperations.sharpness(picture, 0);

        // Then: 255 x 5 / 13
        assertThat(picture.samples()[4]).isEqualTo((byte) 98);
        assertThat(picture.samples()[0]).isZero();
    }

    private static Picture grey(int... values) {
        Picture picture = Picture.black(values.length, 1);
        for (int plane = 0; plane < 3; plane++) {
            for (int i = 0; i < values.length; i++) {
                picture.samples()[plane * values.length + i] = (byte) values[i];
            }
        }
        return picture;
    }

    private static int[] after(Picture picture, Consumer<Picture> change) {
        change.accept(picture);
        int[] red = new int[picture.area()];
        for (int i = 0; i < red.length; i++) {
            red[i] = picture.samples()[i] & 0xFF;
        }
        return red;
    }
}

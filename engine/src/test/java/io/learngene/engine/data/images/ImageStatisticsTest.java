package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageStatisticsTest {

    @Test
    void whiteImagesAreFarFromTheMeanAndDoNotVary() {
        // Given
        byte[] white = new byte[3 * 8 * 8];
        Arrays.fill(white, (byte) 255);
        LabelledImages images = new LabelledImages(8, 2, new byte[][] {white, white}, new int[] {0, 1});

        // When
        ImageStatistics found = ImageStatistics.of(images);

        // Then
        assertThat(found.mean()[0]).isCloseTo((1 - 0.485) / 0.229, within(1e-4));
        assertThat(found.deviation()[2]).isCloseTo(0, within(1e-3));
        assertThat(found.shorterSide()).isEqualTo(8);
    }
}

package io.learngene.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodingBenchmarkTest {

    @TempDir
    Path folder;

    @Test
    void filesOfAKindAreOneRow() throws IOException {
        // Given
        picture("png-icc-0.png", 8);
        picture("png-icc-1.png", 4);
        picture("bmp-0.bmp", 6);

        // When
        var rows = DecodingBenchmark.measure(folder, 0);

        // Then
        assertThat(rows).extracting(DecodingBenchmark.Row::kind).containsExactly("bmp", "png-icc");
        assertThat(rows).extracting(DecodingBenchmark.Row::files).containsExactly(1, 2);
        assertThat(rows).extracting(DecodingBenchmark.Row::pixels).containsExactly(36.0, 40.0);
        assertThat(rows).allSatisfy(row -> assertThat(row.imagesPerSecond()).isPositive());
    }

    @Test
    void fileThatIsNoImageIsToldByItsName() throws IOException {
        // Given
        Files.writeString(folder.resolve("notes-0.txt"), "none");

        // When, Then
        assertThatThrownBy(() -> DecodingBenchmark.measure(folder, 0))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("notes")
                .hasMessageContaining("it is none of JPEG");
    }

    private void picture(String name, int side) throws IOException {
        String format = name.substring(name.lastIndexOf('.') + 1);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, format, folder.resolve(name).toFile());
    }
}

package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.engine.augmentation.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is a picture of bounded size that evaluation can cut a square from, or it is refused as none. */
class ImageDecoderFuzzTest {

    private static final long MOST_PIXELS = 1 << 16;
    private static final int SIDE = 8;

    private final ImageDecoder decoder = new ImageDecoder(MOST_PIXELS);

    static Stream<byte[]> seeds() {
        BufferedImage grey = Pictures.plain(5, 3, BufferedImage.TYPE_BYTE_GRAY, 0x808080);
        BufferedImage indexed = Pictures.plain(5, 3, BufferedImage.TYPE_BYTE_INDEXED, 0x336699);
        return Stream.of(
                Pictures.busy("jpeg", 9),
                Pictures.busy("png", 5),
                Pictures.encode("jpeg", grey),
                Pictures.encode("png", indexed),
                Pictures.encode("gif", indexed),
                Pictures.encode("bmp", indexed),
                Pictures.busy("bmp", 3));
    }

    @Timeout(60)
    @MethodSource("seeds")
    @FuzzTest
    void isDecodedOrRefused(byte[] file) {
        // When
        Picture picture;
        try {
            picture = decoder.decode(file);
        } catch (IOException refused) {
            return;
        }

        // Then
        long pixels = (long) picture.width() * picture.height();
        assertThat(pixels).isBetween(1L, MOST_PIXELS);
        assertThat(picture.samples()).hasSize((int) (3 * pixels));
        assertThat(new Preprocessing(SIDE, 0.875).evaluated(picture)).hasSize(3 * SIDE * SIDE);
    }
}

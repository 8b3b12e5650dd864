package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.engine.augmentation.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is a picture of bounded size that evaluation can cut a square from, or it is refused as none. */
class ImageDecoderFuzzTest {

    private static final long MOST_PIXELS = 1 << 16;
    private static final int SIDE = 8;

    private final ImageDecoder decoder = new ImageDecoder(MOST_PIXELS);

    /** Of every kind that is decoded. */
    static Stream<byte[]> seeds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden/images/files"))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds.stream();
        }
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

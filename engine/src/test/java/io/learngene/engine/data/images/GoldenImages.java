package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** What Pillow, torchvision and timm made: {@code src/test/python/golden_images.py}. */
public final class GoldenImages {

    private GoldenImages() {}

    /** {@return the names of a folder's files, sorted} */
    public static List<String> names(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the bytes of a file} */
    public static byte[] file(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return an 8-bit RGB PNG, read without the engine} */
    public static Picture picture(String name) {
        BufferedImage image;
        try {
            image = ImageIO.read(path(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int width = image.getWidth();
        Picture picture = Picture.black(width, image.getHeight());
        for (int plane = 0; plane < 3; plane++) {
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < width; x++) {
                    int sample = image.getRGB(x, y) >> (16 - 8 * plane);
                    picture.samples()[(plane * image.getHeight() + y) * width + x] = (byte) sample;
                }
            }
        }
        return picture;
    }

    /** {@return the mean difference of two samples, 0 to 255} */
    public static double meanDifference(byte[] one, byte[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
        }
        return sum / one.length;
    }

    private static Path path(String name) {
        try {
            return Path.of(GoldenImages.class.getResource("/golden/images").toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

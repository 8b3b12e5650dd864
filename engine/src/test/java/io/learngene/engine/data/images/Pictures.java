package io.learngene.engine.data.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Image files for tests. */
public final class Pictures {

    private Pictures() {}

    /** {@return a PNG of one colour, 0xRRGGBB} */
    public static byte[] png(int width, int height, int colour) {
        return encode("png", plain(width, height, BufferedImage.TYPE_INT_RGB, colour));
    }

    /** {@return a JPEG of one colour, 0xRRGGBB} */
    public static byte[] jpeg(int width, int height, int colour) {
        return encode("jpeg", plain(width, height, BufferedImage.TYPE_INT_RGB, colour));
    }

    /** {@return an image with detail everywhere, so that cutting it anywhere takes something away} */
    public static byte[] busy(String format, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, (x * 7919 + y * 104729) * 2654435 & 0xffffff);
            }
        }
        return encode(format, image);
    }

    public static BufferedImage plain(int width, int height, int type, int colour) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | colour);
            }
        }
        return image;
    }

    public static byte[] encode(String format, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException(format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

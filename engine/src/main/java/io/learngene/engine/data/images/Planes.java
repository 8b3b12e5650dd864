package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * Brings what the JDK's readers decode to 8 bits of red, green and blue, as Pillow's {@code convert("RGB")} does: stored samples
 * are taken as they are, whatever colour space or profile the file names; opacity is dropped; of inks the result is what is not
 * absorbed. Of 16 bits the upper 8 are taken, of grey too, which Pillow clips at 255 instead.
 */
final class Planes {

    private Planes() {}

    /**
     * @param image as it was decoded
     * @return its colours
     * @throws IOException if its samples are no whole numbers of at most 16 bits
     */
    static Picture of(BufferedImage image) throws IOException {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && image.getRaster().getParent() == null) {
            return interleaved(image);
        }
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return looked(image.getRaster(), palette);
        }
        Raster raster = image.getRaster();
        int type = raster.getSampleModel().getDataType();
        boolean whole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_INT;
        int bands = raster.getNumBands();
        if (!whole || bands > 4 || raster.getSampleModel().getSampleSize(0) > 16) {
            throw new IOException("its samples are not whole numbers of at most 16 bits; convert it to PNG");
        }
        boolean grey = bands < 3;
        Picture picture = Picture.black(raster.getWidth(), raster.getHeight());
        int[] line = new int[raster.getWidth()];
        for (int plane = 0; plane < 3; plane++) {
            int band = grey ? 0 : plane;
            int bits = raster.getSampleModel().getSampleSize(band);
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, line.length, 1, band, line);
                int at = (plane * raster.getHeight() + y) * line.length;
                for (int x = 0; x < line.length; x++) {
                    picture.samples()[at + x] = eightBits(line[x], bits);
                }
            }
        }
        return picture;
    }

    private static byte eightBits(int value, int bits) {
        return (byte) (bits >= 8 ? value >> (bits - 8) : value * 255 / ((1 << bits) - 1));
    }

    private static Picture interleaved(BufferedImage image) {
        int pixels = image.getWidth() * image.getHeight();
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] planes = new byte[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            planes[i] = bgr[3 * i + 2];
            planes[pixels + i] = bgr[3 * i + 1];
            planes[2 * pixels + i] = bgr[3 * i];
        }
        return new Picture(image.getWidth(), image.getHeight(), planes);
    }

    private static Picture looked(Raster raster, IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int width = raster.getWidth();
        int pixels = width * raster.getHeight();
        byte[] planes = new byte[3 * pixels];
        int[] line = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, line);
            for (int x = 0; x < width; x++) {
                // An index behind the palette's end is black, as in Pillow.
                int colour = line[x] < colours.length ? colours[line[x]] : 0;
                int at = y * width + x;
                planes[at] = (byte) (colour >> 16);
                planes[pixels + at] = (byte) (colour >> 8);
                planes[2 * pixels + at] = (byte) colour;
            }
        }
        return new Picture(width, raster.getHeight(), planes);
    }

    /**
     * @param raster four inks of a JPEG, stored inverted, as all programs do since Adobe's
     * @param ycck whether the first three are luma and chroma
     * @return their colours
     */
    static Picture ofInks(Raster raster, boolean ycck) {
        int width = raster.getWidth();
        int pixels = width * raster.getHeight();
        byte[] planes = new byte[3 * pixels];
        int[] line = new int[4 * width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, line);
            for (int x = 0; x < width; x++) {
                if (ycck) {
                    inks(line, 4 * x);
                }
                int light = line[4 * x + 3];
                for (int plane = 0; plane < 3; plane++) {
                    int absorbed = product(255 - line[4 * x + plane], light);
                    planes[plane * pixels + y * width + x] = (byte) Math.max(0, light - absorbed);
                }
            }
        }
        return new Picture(width, raster.getHeight(), planes);
    }

    /** libjpeg's conversion of YCCK, in its whole numbers of 16 binary places. */
    private static void inks(int[] samples, int at) {
        int luma = samples[at];
        int blue = samples[at + 1] - 128;
        int red = samples[at + 2] - 128;
        samples[at] = 255 - clipped(luma + (91_881 * red + 32_768 >> 16));
        samples[at + 1] = 255 - clipped(luma + (-22_554 * blue - 46_802 * red + 32_768 >> 16));
        samples[at + 2] = 255 - clipped(luma + (116_130 * blue + 32_768 >> 16));
    }

    private static int clipped(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** {@return a b / 255, rounded as Pillow rounds it} */
    private static int product(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }
}

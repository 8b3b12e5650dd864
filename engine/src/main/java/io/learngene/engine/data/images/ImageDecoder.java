package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Bicubic;
import io.learngene.engine.augmentation.Picture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes JPEG and PNG to square RGB planes. One thread only: it keeps its readers, which makes small images fast. */
public final class ImageDecoder {

    static {
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
    }

    /** Heap of a pixel while its picture is read, brought to RGB and taken apart. */
    private static final int HEAP_PER_PIXEL = 12;

    /** A quarter of the heap is for pictures that are being decoded, by all threads together. Permits of 1,024 pixels. */
    private static final int ROOM = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 4 / HEAP_PER_PIXEL / 1024);

    private static final Semaphore DECODING = new Semaphore(ROOM, true);

    private final int imageSize;
    private final long maxPixels;
    private final ImageReader jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();
    private final ImageReader png = ImageIO.getImageReadersByFormatName("png").next();

    /**
     * @param imageSize height and width of decoded squares, pixels
     * @param maxPixels most pixels of one image
     */
    public ImageDecoder(int imageSize, long maxPixels) {
        this.imageSize = imageSize;
        this.maxPixels = maxPixels;
    }

    /**
     * @param file an image file
     * @return planes red, green, blue; the shorter side scaled to the image size, the centre cut out
     * @throws IOException if it is broken, of another format or absurdly large
     */
    public byte[] decode(byte[] file) throws IOException {
        return decoded(file, image -> planes(square(image)));
    }

    /**
     * @param file an image file
     * @return the picture as large as it is
     * @throws IOException as {@link #decode}
     */
    public Picture whole(byte[] file) throws IOException {
        return decoded(file, image -> new Picture(image.getWidth(), image.getHeight(), planes(image)));
    }

    /**
     * @param file an image file
     * @param cropPct the shorter side is scaled to the image size over this, above 0, at most 1
     * @return planes red, green, blue of the centre (bicubic)
     * @throws IOException as {@link #decode}
     */
    public byte[] centre(byte[] file, double cropPct) throws IOException {
        Picture whole = whole(file);
        double side = Math.min(whole.width(), whole.height()) * imageSize / Math.rint(imageSize / cropPct);
        Picture centre = Picture.black(imageSize, imageSize);
        Bicubic.resize(whole, (whole.width() - side) / 2, (whole.height() - side) / 2, side, side, centre);
        return centre.samples();
    }

    private <T> T decoded(byte[] file, Function<BufferedImage, T> then) throws IOException {
        ImageReader reader = reader(file);
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > maxPixels) {
                throw new IOException(
                        "it is " + width + " x " + height + " pixels large; " + maxPixels + " are allowed");
            }
            return withRoom(width * height, () -> {
                BufferedImage image = reader.read(0);
                // The JDK fills the missing part of a JPEG with grey and goes on.
                if (warnings.stream().anyMatch(w -> w.contains("premature end of data segment"))) {
                    throw new IOException("it is truncated");
                }
                return then.apply(opaque(image));
            });
        } catch (EOFException | RuntimeException e) {
            // The JDK's readers throw all kinds of these on broken files.
            throw new IOException("it cannot be decoded: " + e, e);
        } finally {
            reader.reset();
        }
    }

    private interface Decoding<T> {
        T run() throws IOException;
    }

    /** Waits until the heap has room for so many pixels; a picture larger than that is decoded alone. */
    private static <T> T withRoom(long pixels, Decoding<T> decoding) throws IOException {
        int permits = (int) Math.min(ROOM, pixels / 1024);
        DECODING.acquireUninterruptibly(permits);
        try {
            return decoding.run();
        } finally {
            DECODING.release(permits);
        }
    }

    private ImageReader reader(byte[] file) throws IOException {
        if (file.length > 3 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8) {
            return jpeg;
        }
        if (file.length > 8 && (file[0] & 0xff) == 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G') {
            return png;
        }
        throw new IOException("it is neither JPEG nor PNG");
    }

    /** Brings all kinds of images to plain RGB; transparent parts become black. */
    private static BufferedImage opaque(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR || image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int[] line = new int[width];
        for (int y = 0; y < height; y++) {
            if (gray) {
                grayLine(image, y, line);
            } else {
                image.getRGB(0, y, width, 1, line, 0, width);
            }
            for (int x = 0; x < width; x++) {
                int alpha = line[x] >>> 24;
                line[x] = (line[x] >> 16 & 0xff) * alpha / 255 << 16
                        | (line[x] >> 8 & 0xff) * alpha / 255 << 8
                        | (line[x] & 0xff) * alpha / 255;
            }
            rgb.setRGB(0, y, width, 1, line, 0, width);
        }
        return rgb;
    }

    /** Takes grey values as they are: the JDK's own conversion believes they are linear and brightens them. */
    private static void grayLine(BufferedImage image, int y, int[] line) {
        Raster raster = image.getRaster();
        int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
        int[] alpha =
                image.getColorModel().hasAlpha() ? raster.getSamples(0, y, line.length, 1, 1, (int[]) null) : null;
        raster.getSamples(0, y, line.length, 1, 0, line);
        for (int x = 0; x < line.length; x++) {
            int value = line[x] * 255 / most;
            int opacity = alpha == null ? 255 : alpha[x] * 255 / most;
            line[x] = opacity << 24 | value << 16 | value << 8 | value;
        }
    }

    private BufferedImage square(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (width == imageSize && height == imageSize) {
            return image;
        }
        int side = Math.min(width, height);
        BufferedImage square = image.getSubimage((width - side) / 2, (height - side) / 2, side, side);
        // Halving first keeps bilinear scaling from skipping pixels.
        while (side >= 2 * imageSize && side > 2) {
            side /= 2;
            square = scaled(square, Math.max(side, imageSize));
        }
        return square.getWidth() == imageSize ? square : scaled(square, imageSize);
    }

    private static BufferedImage scaled(BufferedImage image, int side) {
        BufferedImage scaled = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, side, side, null);
        graphics.dispose();
        return scaled;
    }

    private static byte[] planes(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int pixels = width * height;
        byte[] planes = new byte[3 * pixels];
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && image.getRaster().getParent() == null) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < pixels; i++) {
                planes[i] = bgr[3 * i + 2];
                planes[pixels + i] = bgr[3 * i + 1];
                planes[2 * pixels + i] = bgr[3 * i];
            }
            return planes;
        }
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels; i++) {
            planes[i] = (byte) (rgb[i] >> 16);
            planes[pixels + i] = (byte) (rgb[i] >> 8);
            planes[2 * pixels + i] = (byte) rgb[i];
        }
        return planes;
    }
}

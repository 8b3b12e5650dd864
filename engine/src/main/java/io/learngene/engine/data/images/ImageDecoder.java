package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes image files to the RGB that Pillow makes of them, {@code Image.open(file).convert("RGB")}. Profiles and notes on
 * orientation are ignored, as timm and torchvision ignore them. One thread only: it keeps its readers, which makes small
 * images fast.
 */
public final class ImageDecoder {

    static {
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
    }

    /** What is decoded, as it is told to people. */
    public static final String FORMATS = "JPEG, PNG, WebP, GIF and BMP";

    /** Heap of a pixel while its picture is read, brought to RGB and taken apart. */
    private static final int HEAP_PER_PIXEL = 12;

    /** A quarter of the heap is for pictures that are being decoded, by all threads together. Permits of 1,024 pixels. */
    private static final int ROOM = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 4 / HEAP_PER_PIXEL / 1024);

    private static final Semaphore DECODING = new Semaphore(ROOM, true);

    private final long maxPixels;
    private final ImageReader jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();
    private final ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
    private final ImageReader gif = ImageIO.getImageReadersByFormatName("gif").next();
    private final ImageReader bmp = ImageIO.getImageReadersByFormatName("bmp").next();

    /**
     * @param maxPixels most pixels of one image
     */
    public ImageDecoder(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * @param file an image file
     * @return the picture as large as it is
     * @throws IOException if it is broken, of another format or absurdly large
     */
    public Picture decode(byte[] file) throws IOException {
        if (begins(file, 0xFF, 0xD8)) {
            PlainJpeg plain = PlainJpeg.of(file);
            boolean known = plain.layers() != 4 && hasEnd(plain.file());
            Picture picture = known ? natively(NativeDecoder.Format.JPEG, plain.file()) : null;
            if (picture != null) {
                return picture;
            }
            // Inks, and what the library has something to say against: the JDK's reader says what, and has the same
            // pixels.
            return decoded(
                    jpeg,
                    plain.file(),
                    reader -> plain.layers() == 4
                            ? Planes.ofInks(reader.readRaster(0, null), plain.ycck())
                            : Planes.of(reader.read(0)));
        }
        if (begins(file, 0x89, 'P', 'N', 'G')) {
            return decoded(png, file, reader -> Planes.of(reader.read(0)));
        }
        if (begins(file, 'R', 'I', 'F', 'F')
                && file.length > 12
                && begins(Arrays.copyOfRange(file, 8, 12), 'W', 'E', 'B', 'P')) {
            Picture picture = natively(NativeDecoder.Format.WEBP, PlainWebp.of(file));
            if (picture == null) {
                throw new IOException(
                        NativeDecoder.there()
                                ? "it cannot be decoded"
                                : "libwebp cannot be loaded on this machine; convert it to PNG");
            }
            return picture;
        }
        if (begins(file, 'G', 'I', 'F', '8')) {
            GifScreen screen = GifScreen.of(file);
            requireSmall(screen.width(), screen.height());
            return decoded(gif, file, reader -> screen.with(reader.read(0)));
        }
        if (begins(file, 'B', 'M')) {
            return decoded(bmp, PlainBmp.of(file), reader -> Planes.of(reader.read(0)));
        }
        throw new IOException("it is none of " + FORMATS + " by its content");
    }

    /** What is cut off libjpeg would complete, with a line on the process's error stream. */
    private static boolean hasEnd(byte[] jpeg) {
        for (int i = jpeg.length - 1; i > 0; i--) {
            if (jpeg[i] == (byte) 0xD9 && jpeg[i - 1] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private Picture natively(NativeDecoder.Format format, byte[] file) throws IOException {
        NativeDecoder.Size size = NativeDecoder.there() ? format.size(file) : null;
        if (size == null) {
            return null;
        }
        requireSmall(size.width(), size.height());
        return withRoom(size.width() * size.height(), () -> format.decode(file));
    }

    private static boolean begins(byte[] file, int... bytes) {
        if (file.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((file[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private interface Reading {
        Picture of(ImageReader reader) throws IOException;
    }

    private Picture decoded(ImageReader reader, byte[] file, Reading reading) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            requireSmall(width, height);
            return withRoom(width * height, () -> {
                Picture picture = reading.of(reader);
                // The JDK fills the missing part of a JPEG with grey and goes on.
                if (warnings.stream().anyMatch(w -> w.contains("premature end of data segment"))) {
                    throw new IOException("it is truncated");
                }
                return picture;
            });
        } catch (EOFException | RuntimeException e) {
            // The JDK's readers throw all kinds of these on broken files.
            throw new IOException("it cannot be decoded: " + e, e);
        } finally {
            reader.reset();
        }
    }

    private void requireSmall(long width, long height) throws IOException {
        if (width * height > maxPixels) {
            throw new IOException("it is " + width + " x " + height + " pixels large; " + maxPixels + " are allowed");
        }
    }

    private interface Decoding {
        Picture run() throws IOException;
    }

    /** Waits until the heap has room for so many pixels; a picture larger than that is decoded alone. */
    private static Picture withRoom(long pixels, Decoding decoding) throws IOException {
        int permits = (int) Math.min(ROOM, pixels / 1024);
        DECODING.acquireUninterruptibly(permits);
        try {
            return decoding.run();
        } finally {
            DECODING.release(permits);
        }
    }
}

package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

    private final long maxPixels;
    private final PictureRoom room;
    private final ImageReader jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();
    private final ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
    private final ImageReader gif = ImageIO.getImageReadersByFormatName("gif").next();
    private final ImageReader bmp = ImageIO.getImageReadersByFormatName("bmp").next();

    /**
     * @param maxPixels most pixels of one image
     */
    public ImageDecoder(long maxPixels) {
        this(maxPixels, PictureRoom.OF_THE_HEAP);
    }

    /** @param room that all its pictures take up while they are used */
    ImageDecoder(long maxPixels, PictureRoom room) {
        this.maxPixels = maxPixels;
        this.room = room;
    }

    /**
     * For a picture that is kept; where many threads decode, each would keep one, and {@link #decode(byte[], Function)} lets only as
     * many be there as memory has room for.
     *
     * @param file an image file
     * @return the picture as large as it is
     * @throws IOException if it is broken, of another format or absurdly large
     */
    public Picture decode(byte[] file) throws IOException {
        return decode(file, Function.identity());
    }

    /**
     * @param file an image file
     * @param use what is made of the picture, which is as large as it is; it decodes no other
     * @return what it made
     * @throws IOException if it is broken, of another format or absurdly large
     */
    public <T> T decode(byte[] file, Function<Picture, T> use) throws IOException {
        try (PictureRoom.Place place = room.place()) {
            return use.apply(picture(file, place));
        }
    }

    private Picture picture(byte[] file, PictureRoom.Place place) throws IOException {
        if (begins(file, 0xFF, 0xD8)) {
            PlainJpeg plain = PlainJpeg.of(file);
            boolean known = plain.layers() != 4 && hasEnd(plain.file());
            Picture picture = known ? natively(NativeDecoder.Format.JPEG, plain.file(), place) : null;
            if (picture != null) {
                return picture;
            }
            // Inks, and what the library has something to say against: the JDK's reader says what, and has the same
            // pixels.
            return decoded(
                    jpeg,
                    plain.file(),
                    0,
                    place,
                    reader -> plain.layers() == 4
                            ? Planes.ofInks(reader.readRaster(0, null), plain.ycck())
                            : Planes.of(reader.read(0)));
        }
        if (begins(file, 0x89, 'P', 'N', 'G')) {
            return decoded(png, file, 0, place, reader -> Planes.of(reader.read(0)));
        }
        if (begins(file, 'R', 'I', 'F', 'F')
                && file.length > 12
                && begins(Arrays.copyOfRange(file, 8, 12), 'W', 'E', 'B', 'P')) {
            Picture picture = natively(NativeDecoder.Format.WEBP, PlainWebp.of(file), place);
            if (picture == null) {
                throw new IOException(
                        NativeDecoder.there()
                                ? "it cannot be decoded"
                                : "libwebp cannot be loaded; convert it to PNG, or " + NativeDecoder.remedy());
            }
            return picture;
        }
        if (begins(file, 'G', 'I', 'F', '8')) {
            GifScreen screen = GifScreen.of(file);
            requireSmall(screen.width(), screen.height());
            long pixels = (long) screen.width() * screen.height();
            return decoded(gif, file, pixels, place, reader -> screen.with(reader.read(0)));
        }
        if (begins(file, 'B', 'M')) {
            return decoded(bmp, PlainBmp.of(file), 0, place, reader -> Planes.of(reader.read(0)));
        }
        throw new IOException("it is none of " + FORMATS + " by its content");
    }

    /** {@return what gives this machine libjpeg-turbo, without which JPEG is decoded slower; empty where it is there} */
    public static Optional<String> withoutLibjpeg() {
        return NativeDecoder.there() ? Optional.empty() : Optional.of(NativeDecoder.remedy());
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

    private Picture natively(NativeDecoder.Format format, byte[] file, PictureRoom.Place place) throws IOException {
        NativeDecoder.Size size = NativeDecoder.there() ? format.size(file) : null;
        if (size == null) {
            return null;
        }
        requireSmall(size.width(), size.height());
        place.take(size.width() * size.height());
        return format.decode(file);
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

    /** @param beside pixels that are there beside those of the file's frame */
    private Picture decoded(ImageReader reader, byte[] file, long beside, PictureRoom.Place place, Reading reading)
            throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            requireSmall(width, height);
            place.take(width * height + beside);
            Picture picture = reading.of(reader);
            // The JDK fills the missing part of a JPEG with grey and goes on.
            if (warnings.stream().anyMatch(w -> w.contains("premature end of data segment"))) {
                throw new IOException("it is truncated");
            }
            return picture;
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
}

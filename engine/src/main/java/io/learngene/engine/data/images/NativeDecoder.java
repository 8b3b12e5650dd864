package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * libjpeg-turbo and libwebp, with which Pillow decodes, as Leptonica binds them. Their pixels are Pillow's, of lossy WebP too, and
 * a progressive JPEG is rendered once instead of once for each of its scans, as the JDK does.
 */
final class NativeDecoder {

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    /** Why they are not there; null if they are. */
    private static final String MISSING = load();

    private NativeDecoder() {}

    /** {@return whether the libraries could be loaded here} */
    static boolean there() {
        return MISSING == null;
    }

    /** {@return what to do where they could not be, and why they could not} */
    static String remedy() {
        return "put org.bytedeco:leptonica and org.bytedeco:javacpp for this system on the class path (" + MISSING
                + ")";
    }

    /**
     * @param width pixels
     * @param height pixels
     */
    record Size(long width, long height) {}

    /** A format that is decoded. */
    enum Format {
        JPEG {
            @Override
            boolean header(byte[] file, int[] width, int[] height) {
                return leptonica.readHeaderMemJpeg(file, file.length, width, height, new int[1], new int[1], new int[1])
                        == 0;
            }

            @Override
            PIX read(byte[] file) {
                int[] warnings = new int[1];
                PIX pix = leptonica.pixReadMemJpeg(file, file.length, 0, 1, warnings, 0);
                if (pix != null && warnings[0] > 0) {
                    leptonica.pixDestroy(pix);
                    return null;
                }
                return pix;
            }
        },
        WEBP {
            @Override
            boolean header(byte[] file, int[] width, int[] height) {
                return leptonica.readHeaderMemWebP(file, file.length, width, height, new int[1]) == 0;
            }

            @Override
            PIX read(byte[] file) {
                return leptonica.pixReadMemWebP(file, file.length);
            }
        };

        abstract boolean header(byte[] file, int[] width, int[] height);

        abstract PIX read(byte[] file);

        /** {@return its size; null if its header is not understood} */
        Size size(byte[] file) {
            int[] width = new int[1];
            int[] height = new int[1];
            return header(file, width, height) ? new Size(width[0], height[0]) : null;
        }

        /** {@return the picture; null if the library refuses it, or has anything to say against it} */
        Picture decode(byte[] file) {
            PIX pix = read(file);
            if (pix == null) {
                return null;
            }
            try {
                return picture(pix);
            } finally {
                leptonica.pixDestroy(pix);
            }
        }
    }

    /** Words of 32 bits: red, green and blue from the highest byte on, or four greys. */
    private static Picture picture(PIX pix) {
        int width = leptonica.pixGetWidth(pix);
        int height = leptonica.pixGetHeight(pix);
        int words = leptonica.pixGetWpl(pix);
        boolean grey = leptonica.pixGetDepth(pix) == 8;
        Picture picture = Picture.black(width, height);
        byte[] planes = picture.samples();
        int pixels = width * height;
        int[] line = new int[words];
        IntPointer data = leptonica.pixGetData(pix);
        for (int y = 0; y < height; y++) {
            data.position((long) y * words).get(line);
            for (int x = 0; x < width; x++) {
                int colour = grey ? 0x01010100 * (line[x >> 2] >>> (24 - 8 * (x & 3)) & 0xFF) : line[x];
                int at = y * width + x;
                planes[at] = (byte) (colour >> 24);
                planes[pixels + at] = (byte) (colour >> 16);
                planes[2 * pixels + at] = (byte) (colour >> 8);
            }
        }
        return picture;
    }

    private static String load() {
        if (System.getProperty(CACHE) == null) {
            place().ifPresent(folder -> System.setProperty(CACHE, folder.toString()));
        }
        try {
            leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
            return null;
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.toString() : cause.getMessage();
        }
    }

    /** Beside the other native library, where that has a place; not in the folder "?", which is the home of a user without one. */
    private static Optional<Path> place() {
        String djl = System.getenv("DJL_CACHE_DIR");
        if (djl != null && Files.isWritable(Path.of(djl))) {
            return Optional.of(Path.of(djl, "javacpp"));
        }
        return Path.of(System.getProperty("user.home")).isAbsolute()
                ? Optional.empty()
                : Optional.of(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", "javacpp"));
    }
}

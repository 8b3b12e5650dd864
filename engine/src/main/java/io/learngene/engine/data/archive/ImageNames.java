package io.learngene.engine.data.archive;

import java.util.Locale;
import java.util.Set;

/** What files are by their names. */
public final class ImageNames {

    private static final Set<String> JPEG = Set.of("jpg", "jpeg", "jpe", "jfif");
    private static final Set<String> OTHERS_READ = Set.of("png", "webp", "gif", "bmp");
    private static final Set<String> NOT_READ = Set.of(
            "avif",
            "heic",
            "heif",
            "jxl",
            "jp2",
            "tif",
            "tiff",
            "svg",
            "ico",
            "ppm",
            "pgm",
            "pnm",
            "tga",
            "psd",
            "dng",
            "cr2",
            "nef",
            "npy",
            "npz",
            "tfrecord",
            "parquet");

    /** More letters are no extension but a part of the name. */
    private static final int LONGEST = 12;

    private ImageNames() {}

    /**
     * @param name path of a file
     * @return its extension, lower case, without the point; empty if it has none
     */
    public static String extension(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int point = file.lastIndexOf('.');
        String extension = point <= 0 ? "" : file.substring(point + 1).toLowerCase(Locale.ROOT);
        return extension.length() > LONGEST ? "" : extension;
    }

    /** {@return whether files with this extension are read} */
    static boolean isRead(String extension) {
        return isJpeg(extension) || OTHERS_READ.contains(extension);
    }

    /** {@return whether files with this extension are JPEG} */
    static boolean isJpeg(String extension) {
        return JPEG.contains(extension);
    }

    /**
     * @param extension an extension, as above
     * @return whether files with it hold images, read or not
     */
    public static boolean isImage(String extension) {
        return isRead(extension) || NOT_READ.contains(extension);
    }
}

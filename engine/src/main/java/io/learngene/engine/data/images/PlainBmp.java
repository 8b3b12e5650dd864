package io.learngene.engine.data.images;

import java.io.IOException;

/** A BMP file as it is given to the JDK's reader: with no other file inside and no profile. */
final class PlainBmp {

    private static final int HEADER = 14;
    private static final int COMPRESSION = 30;
    private static final int JPEG = 4;
    private static final int PNG = 5;
    private static final int COLOUR_SPACE = 70;
    private static final byte[] SRGB = {'B', 'G', 'R', 's'};

    private PlainBmp() {}

    /**
     * @param file a file that begins as a BMP
     * @return the same picture
     * @throws IOException if a JPEG or PNG of any size is inside, which the reader would decode, or its header is broken
     */
    static byte[] of(byte[] file) throws IOException {
        if (file.length < HEADER + 12) {
            throw new IOException("it is truncated");
        }
        int header = file[HEADER] & 0xFF | (file[HEADER + 1] & 0xFF) << 8;
        boolean compressed = header >= 40 && file.length > COMPRESSION;
        if (compressed && (file[COMPRESSION] == JPEG || file[COMPRESSION] == PNG)) {
            throw new IOException("it is a BMP with a JPEG or PNG inside; take that out");
        }
        if (header < 108 || file.length < COLOUR_SPACE + SRGB.length) {
            return file;
        }
        byte[] plain = file.clone();
        System.arraycopy(SRGB, 0, plain, COLOUR_SPACE, SRGB.length);
        return plain;
    }
}

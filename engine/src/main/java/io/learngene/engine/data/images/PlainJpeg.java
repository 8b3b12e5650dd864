package io.learngene.engine.data.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A JPEG file as it is given to the JDK's reader: without profiles, notes and thumbnails, and with its colours declared as
 * libjpeg guesses them. The JDK would convert by an ICC profile (Pillow ignores it), refuse a damaged one, and guess other
 * colours where a file does not say them.
 *
 * @param file the file, its header written anew
 * @param layers samples of a pixel: 1 grey, 3 RGB after decoding, 4 inks
 * @param ycck whether the first three of four inks are stored as luma and chroma; decoding leaves them so
 */
record PlainJpeg(byte[] file, int layers, boolean ycck) {

    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int NOTE = 0xFE;
    private static final int FIRST_APPLICATION = 0xE0;
    private static final int ADOBE = 0xEE;
    private static final byte[] JFIF_SEGMENT = segment(FIRST_APPLICATION, "JFIF\0", 1, 1, 0, 0, 1, 0, 1, 0, 0);
    private static final byte[] PLAIN_ADOBE_SEGMENT = segment(ADOBE, "Adobe", 0, 100, 0, 0, 0, 0, 0);

    /** What a header says of the colours; -1 is a transform that is not given. */
    private record Colours(boolean jfif, int transform, byte[] components) {

        Colours withJfif() {
            return new Colours(true, transform, components);
        }

        Colours with(int adobe) {
            return new Colours(jfif, adobe, components);
        }

        Colours of(byte[] layers) {
            return new Colours(jfif, transform, layers);
        }

        boolean rgb() {
            return !jfif && (transform == 0 || transform < 0 && Arrays.equals(components, new byte[] {'R', 'G', 'B'}));
        }
    }

    /**
     * @param file a file that begins as a JPEG
     * @return the same picture
     * @throws IOException if its header is broken
     */
    static PlainJpeg of(byte[] file) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length + 32);
        Colours colours = new Colours(false, -1, new byte[0]);
        int at = 2;
        while (true) {
            at = marker(file, at);
            int marker = file[at] & 0xFF;
            if (marker == END) {
                throw new IOException("it is truncated");
            }
            if (standsAlone(marker)) {
                at++;
                continue;
            }
            int end = at + 1 + number(file, at + 1);
            if (end > file.length || end < at + 3) {
                throw new IOException("it is truncated");
            }
            if (marker == FIRST_APPLICATION && named(file, at, end, "JFIF\0", 14)) {
                colours = colours.withJfif();
            } else if (marker == ADOBE && named(file, at, end, "Adobe", 12)) {
                colours = colours.with(file[at + 3 + 11] & 0xFF);
            } else if (isFrame(marker)) {
                colours = colours.of(components(file, at, end));
            }
            if (marker == SCAN) {
                kept.write(file, at - 1, file.length - at + 1);
                return declared(kept.toByteArray(), colours);
            }
            boolean application = marker >= FIRST_APPLICATION && marker < FIRST_APPLICATION + 16;
            if (!application && marker != NOTE) {
                kept.write(file, at - 1, end - at + 1);
            }
            at = end;
        }
    }

    private static PlainJpeg declared(byte[] rest, Colours colours) {
        int layers = colours.components().length;
        byte[] declaration =
                switch (layers) {
                    case 3 -> colours.rgb() ? PLAIN_ADOBE_SEGMENT : JFIF_SEGMENT;
                    case 4 -> PLAIN_ADOBE_SEGMENT;
                    default -> new byte[0];
                };
        byte[] whole = new byte[2 + declaration.length + rest.length];
        whole[0] = (byte) 0xFF;
        whole[1] = (byte) START;
        System.arraycopy(declaration, 0, whole, 2, declaration.length);
        System.arraycopy(rest, 0, whole, 2 + declaration.length, rest.length);
        return new PlainJpeg(whole, layers, layers == 4 && colours.transform() > 0);
    }

    /** {@return where the next marker's second byte is; what lies before it is skipped, as libjpeg does} */
    private static int marker(byte[] file, int from) throws IOException {
        int at = from;
        while (at < file.length && file[at] != (byte) 0xFF) {
            at++;
        }
        while (at < file.length && file[at] == (byte) 0xFF) {
            at++;
        }
        if (at >= file.length) {
            throw new IOException("it is truncated");
        }
        return file[at] == 0 ? marker(file, at + 1) : at;
    }

    private static boolean standsAlone(int marker) {
        return marker == 0x01 || marker >= 0xD0 && marker <= START;
    }

    /** Of every way of coding; those that the reader does not know it refuses itself. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static byte[] components(byte[] file, int at, int end) throws IOException {
        int first = at + 9;
        int count = end > first ? file[first - 1] & 0xFF : 0;
        if (count == 0 || first + 3 * count > end) {
            throw new IOException("its header is broken");
        }
        byte[] components = new byte[count];
        for (int i = 0; i < count; i++) {
            components[i] = file[first + 3 * i];
        }
        return components;
    }

    private static boolean named(byte[] file, int at, int end, String name, int least) {
        if (end - at - 3 < least) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (file[at + 3 + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] file, int at) throws IOException {
        if (at + 2 > file.length) {
            throw new IOException("it is truncated");
        }
        return (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
    }

    private static byte[] segment(int marker, String name, int... content) {
        byte[] segment = new byte[4 + name.length() + content.length];
        segment[0] = (byte) 0xFF;
        segment[1] = (byte) marker;
        segment[3] = (byte) (segment.length - 2);
        for (int i = 0; i < name.length(); i++) {
            segment[4 + i] = (byte) name.charAt(i);
        }
        for (int i = 0; i < content.length; i++) {
            segment[4 + name.length() + i] = (byte) content[i];
        }
        return segment;
    }
}

package io.learngene.engine.data.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A WebP file as it is given to its reader: the coded picture alone, without the profile that the reader would convert by, and
 * without the opacity, which is dropped anyway. Of an animation it is the first frame.
 */
final class PlainWebp {

    private static final int HEADER = 12;
    private static final int FRAME_HEADER = 16;
    private static final int LOSSY = name("VP8 ");
    private static final int LOSSLESS = name("VP8L");
    private static final int EXTENDED = name("VP8X");
    private static final int FRAME = name("ANMF");

    private PlainWebp() {}

    /**
     * @param file a file that begins as a WebP
     * @return the same picture
     * @throws IOException if its header is broken, or the first frame of an animation is a part of its canvas
     */
    static byte[] of(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long canvas = -1;
        int at = HEADER;
        while (at + 8 <= file.length) {
            int name = bytes.getInt(at);
            int content = at + 8;
            long end = content + Integer.toUnsignedLong(bytes.getInt(at + 4));
            if (end > file.length) {
                throw new IOException("it is truncated");
            }
            if (name == LOSSY || name == LOSSLESS) {
                return alone(bytes, at, (int) end);
            }
            if (name == EXTENDED && end - content >= 10) {
                canvas = sizes(bytes, content + 4);
            }
            if (name == FRAME && end - content >= FRAME_HEADER) {
                boolean whole = sizes(bytes, content) == 0 && sizes(bytes, content + 6) == canvas;
                if (!whole) {
                    throw new IOException(
                            "it is an animation whose first frame is only a part; save that frame as an image");
                }
                at = content + FRAME_HEADER;
                continue;
            }
            at = (int) (end + (end & 1));
        }
        throw new IOException("it holds no picture");
    }

    /** {@return two numbers of three bytes each} */
    private static long sizes(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xFFFFFFL | (long) (bytes.getInt(at + 2) >>> 8) << 24;
    }

    private static byte[] alone(ByteBuffer bytes, int begin, int end) {
        int length = end - begin + (end - begin & 1);
        ByteBuffer plain = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        plain.putInt(name("RIFF")).putInt(4 + length).putInt(name("WEBP"));
        plain.put(bytes.array(), begin, end - begin);
        return plain.array();
    }

    private static int name(String letters) {
        return letters.charAt(0) | letters.charAt(1) << 8 | letters.charAt(2) << 16 | letters.charAt(3) << 24;
    }
}

package io.learngene.engine.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The central directory of a zip (APPNOTE.TXT, section 4.3). Whoever opens the zip reads all of it into memory, so it is worth a look
 * before.
 */
public final class ZipDirectory {

    /** Most bytes that an honest directory takes for each of its entries, on average. */
    public static final long BYTES_PER_ENTRY = 256;

    private static final int END = 0x06054b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_END_BYTES = 56;
    /** End record and the longest comment, the locator before it. */
    private static final int TAIL = 22 + 0xffff + 20;

    private ZipDirectory() {}

    /**
     * @param zip a file
     * @return bytes of the directory as the file states them, the most where it states several; 0 if it is no zip
     * @throws IOException if it cannot be read
     */
    public static long bytes(Path zip) throws IOException {
        try (FileChannel file = FileChannel.open(zip, StandardOpenOption.READ)) {
            long length = file.size();
            int tailLength = (int) Math.min(TAIL, length);
            ByteBuffer tail = read(file, length - tailLength, tailLength);
            long most = 0;
            for (int at = 0; at + 20 <= tailLength; at++) {
                int signature = tail.getInt(at);
                if (signature == END) {
                    most = Math.max(most, stated(Integer.toUnsignedLong(tail.getInt(at + 12))));
                } else if (signature == ZIP64_LOCATOR) {
                    long offset = tail.getLong(at + 8);
                    if (offset >= 0 && offset <= length - ZIP64_END_BYTES) {
                        long stated = read(file, offset, ZIP64_END_BYTES).getLong(40);
                        most = Math.max(most, stated < 0 ? Long.MAX_VALUE : stated);
                    }
                }
            }
            return most;
        }
    }

    /** All bits set: the number stands in the zip64 record. */
    private static long stated(long bytes) {
        return bytes == 0xffff_ffffL ? 0 : bytes;
    }

    private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
        return bytes.flip().limit() == length ? bytes : ByteBuffer.allocate(length);
    }
}

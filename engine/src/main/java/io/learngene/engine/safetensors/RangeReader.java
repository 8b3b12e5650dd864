package io.learngene.engine.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Reads parts of a stored file, wherever it lies. */
public interface RangeReader {

    /**
     * @param offset first byte
     * @param length number of bytes
     * @return these bytes, behind which it may go on; closed by the caller
     * @throws IOException if they cannot be read
     */
    InputStream open(long offset, long length) throws IOException;

    /**
     * @param offset first byte
     * @param length number of bytes
     * @return exactly these bytes in memory
     * @throws EOFException if the file has fewer
     * @throws IOException if they cannot be read
     */
    default ByteBuffer read(long offset, int length) throws IOException {
        try (InputStream in = open(offset, length)) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the file broke off at its byte " + (offset + bytes.length));
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    /**
     * @param file a local file, which must not be changed while it is in use; removing it is no harm to what was read
     * @return its reader, which maps rather than reads
     */
    static RangeReader of(Path file) {
        return new MappedRanges(file);
    }
}

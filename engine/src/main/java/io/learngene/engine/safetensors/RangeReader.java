package io.learngene.engine.safetensors;

import java.io.IOException;
import java.io.InputStream;

/** Reads parts of a learngene's file, wherever it lies. */
public interface RangeReader {

    /**
     * @param offset first byte
     * @param length number of bytes
     * @return exactly these bytes; closed by the caller
     * @throws IOException if they cannot be read
     */
    InputStream open(long offset, long length) throws IOException;
}

package io.learngene.local.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is sent from the user's disk. HTTP's client takes a failure to read for the end of the content, or for the connection's; here it
 * is kept, and the sending ends with it.
 */
public final class LocalInput extends FilterInputStream {

    /** Opens what is sent. */
    public interface Opening {
        /**
         * @return the content
         * @throws IOException if it cannot be read
         */
        InputStream open() throws IOException;
    }

    /** The first failure of the disk. */
    static final class Troubles {
        private final AtomicReference<IOException> first = new AtomicReference<>();

        private UncheckedIOException with(IOException e) {
            first.compareAndSet(null, e);
            return new UncheckedIOException(e);
        }

        void throwFirst(Path source) {
            if (first.get() != null) {
                throw FileTrouble.cannot("read", source, first.get());
            }
        }
    }

    private final Troubles troubles;

    private LocalInput(InputStream in, Troubles troubles) {
        super(in);
        this.troubles = troubles;
    }

    static InputStream open(Opening content, Troubles troubles) {
        try {
            return new LocalInput(content.open(), troubles);
        } catch (IOException e) {
            throw troubles.with(e);
        }
    }

    @Override
    public int read() {
        try {
            return super.read();
        } catch (IOException e) {
            throw troubles.with(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
        try {
            return super.read(bytes, offset, count);
        } catch (IOException e) {
            throw troubles.with(e);
        }
    }
}

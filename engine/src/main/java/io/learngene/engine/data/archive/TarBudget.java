package io.learngene.engine.data.archive;

import io.learngene.engine.data.images.DatasetException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what is unpacked from a tar: in all, and up to the next entry. The latter keeps headers in bounds, which may carry
 * names of any length that the reader takes into memory.
 */
final class TarBudget extends FilterInputStream {

    /** For the headers of an entry with its extensions, padding and read-ahead of a record: plenty. */
    static final long HEADERS = 1 << 20;

    private final String told;
    private final long most;
    private long taken;
    private long allowed;

    TarBudget(InputStream in, String told, long mostUnpacked) {
        super(in);
        this.told = told;
        this.most = mostUnpacked;
    }

    /** Allows so many bytes from here on, until it is called again. */
    void allow(long bytes) {
        allowed = bytes;
    }

    static DatasetException unpacksTo(String told, long bytes) {
        return new DatasetException(told + " unpacks to more than the " + bytes
                + " bytes that are believed of an archive of its size; pack the images as they are");
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            take(1);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        take(Math.max(0, count));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        take(skipped);
        return skipped;
    }

    private void take(long bytes) {
        taken += bytes;
        allowed -= bytes;
        if (taken > most) {
            throw unpacksTo(told, most);
        }
        if (allowed < 0) {
            throw new DatasetException(told + " has a header of more than " + HEADERS + " bytes; pack it again");
        }
    }
}

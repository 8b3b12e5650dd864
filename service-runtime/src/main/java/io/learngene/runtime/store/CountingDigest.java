package io.learngene.runtime.store;

import io.learngene.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;

/** Counts and hashes what is read through it. */
final class CountingDigest extends DigestInputStream {
    private long size;

    CountingDigest(InputStream in) {
        super(in, Sha256.digest());
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        size += value >= 0 ? 1 : 0;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        size += Math.max(0, count);
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    long size() {
        return size;
    }

    String sha256() {
        return Sha256.hex(getMessageDigest());
    }
}

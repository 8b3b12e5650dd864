package io.learngene.gateway.transfer;

import io.learngene.gateway.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A body that has to come at a kilobyte a second at least. What passes between the reads is not the client's. */
final class PacedInput extends FilterInputStream {

    static final int BYTES_PER_SECOND = 1000;

    private final Duration patience;
    private final LongSupplier nanos;
    private long waited;
    private long moved;

    /**
     * @param in the body
     * @param patience stretch of waiting over which the rate counts
     * @param nanos clock, see {@link System#nanoTime}
     */
    PacedInput(InputStream in, Duration patience, LongSupplier nanos) {
        super(in);
        this.patience = patience;
        this.nanos = nanos;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws ProblemException 408 if the body is too slow
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long before = nanos.getAsLong();
        int count;
        try {
            count = super.read(bytes, offset, length);
        } catch (IOException e) {
            // The server gives a read up after the same patience.
            if (nanos.getAsLong() - before >= patience.toNanos() * 9 / 10) {
                throw tooSlow();
            }
            throw e;
        }
        waited += nanos.getAsLong() - before;
        moved += Math.max(0, count);
        if (count >= 0 && waited >= patience.toNanos()) {
            if (moved < patience.toMillis() * BYTES_PER_SECOND / 1000) {
                throw tooSlow();
            }
            waited = 0;
            moved = 0;
        }
        return count;
    }

    private ProblemException tooSlow() {
        return ProblemException.tooSlow("the body brought " + moved + " bytes in " + patience.toSeconds()
                + " s of waiting; at least " + BYTES_PER_SECOND + " a second are needed");
    }
}

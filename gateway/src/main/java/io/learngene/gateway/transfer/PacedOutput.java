package io.learngene.gateway.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongSupplier;

/** A download that tells for how long its client has taken nothing. Written by one thread, asked by another. */
final class PacedOutput extends OutputStream {

    /** Small, so that each piece a client takes is progress: at 30 s of patience a kilobyte a second will do. */
    static final int PIECE = 32 << 10;

    private static final long NOT_WRITING = Long.MAX_VALUE;

    private final OutputStream out;
    private final LongSupplier nanos;
    private volatile long since = NOT_WRITING;

    PacedOutput(OutputStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
    }

    /** {@return nanoseconds for which the client has kept a piece waiting; 0 if none waits} */
    long waiting() {
        long begun = since;
        return begun == NOT_WRITING ? 0 : nanos.getAsLong() - begun;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += PIECE) {
            since = nanos.getAsLong();
            out.write(bytes, offset + at, Math.min(PIECE, length - at));
            since = NOT_WRITING;
        }
    }

    @Override
    public void flush() throws IOException {
        since = nanos.getAsLong();
        out.flush();
        since = NOT_WRITING;
    }
}

package io.learngene.gateway.guard;

import io.learngene.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Heap that requests may take together for what they send: whoever finds it used up is told to come again, instead of ending
 * the process for all. For several threads.
 */
public final class MemoryBudget {

    private static final int UNIT = 1024;

    private final String purpose;
    private final int units;
    private final Semaphore free;

    /**
     * @param purpose what it is for, in messages, for example {@code request documents}
     * @param bytes heap to share
     */
    public MemoryBudget(String purpose, long bytes) {
        this.purpose = purpose;
        this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.free = new Semaphore(units, true);
    }

    /** {@return an empty share, to be closed} */
    public Share share() {
        return new Share();
    }

    /** {@return bytes that nobody has} */
    long free() {
        return (long) free.availablePermits() * UNIT;
    }

    /** What one request has of the budget. */
    public final class Share implements AutoCloseable {

        private long bytes;
        private int taken;
        private boolean closed;

        private Share() {}

        /**
         * @param more bytes
         * @return whether they were there; what is larger than the whole budget gets all of it
         */
        public synchronized boolean tryTake(long more) {
            int missing = missing(more);
            if (closed || !free.tryAcquire(missing)) {
                return false;
            }
            bytes += more;
            taken += missing;
            return true;
        }

        /**
         * @param more bytes
         * @throws ProblemException 503 if they are not there
         */
        public void take(long more) {
            if (!tryTake(more)) {
                throw full();
            }
        }

        /**
         * @param more bytes
         * @param patience how long to wait for them
         * @throws ProblemException 503 if they were not there in time
         */
        public synchronized void await(long more, Duration patience) {
            int missing = missing(more);
            try {
                if (!free.tryAcquire(missing, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw full();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw full();
            }
            bytes += more;
            taken += missing;
        }

        @Override
        public synchronized void close() {
            closed = true;
            free.release(taken);
            taken = 0;
        }

        private int missing(long more) {
            return (int) Math.min(units, (bytes + more + UNIT - 1) / UNIT) - taken;
        }

        private ProblemException full() {
            return ProblemException.unavailable(
                    "the memory for " + purpose + ", " + (long) units * UNIT + " bytes, is in use by other requests");
        }
    }
}

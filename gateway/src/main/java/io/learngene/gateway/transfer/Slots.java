package io.learngene.gateway.transfer;

import io.learngene.gateway.problem.ProblemException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bound on transfers of one kind at the same time: each holds a thread, and the other threads are for all other requests. */
final class Slots {

    private final String kind;
    private final int most;
    private final Semaphore free;

    /**
     * @param kind in the plural, for people
     * @param most at the same time
     */
    Slots(String kind, int most) {
        this.kind = kind;
        this.most = most;
        this.free = new Semaphore(most);
    }

    /**
     * @return a slot, to be closed
     * @throws ProblemException 503 if there is none
     */
    Slot take() {
        if (!free.tryAcquire()) {
            throw ProblemException.unavailable(
                    most + " " + kind + " are under way, which is the most at the same time");
        }
        return new Slot();
    }

    /** The right to one transfer. */
    final class Slot implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}

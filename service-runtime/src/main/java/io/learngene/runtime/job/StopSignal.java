package io.learngene.runtime.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Tells work that it has to stop; the first reason stays. */
public final class StopSignal {

    /** Why work has to stop. */
    public enum Reason {
        /** The job or its family is not wanted any more. */
        CANCELLED,
        /** This process ends; another worker goes on. */
        SHUTDOWN,
        /** The record may have been given to another worker. */
        LOCK_LOST
    }

    private final AtomicReference<Reason> reason = new AtomicReference<>();

    /** {@return whether to stop} */
    public boolean requested() {
        return reason.get() != null;
    }

    /** {@return why, if it has to} */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason.get());
    }

    void request(Reason why) {
        reason.compareAndSet(null, why);
    }
}

package io.learngene.runtime.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Tells work that it has to stop; the first reason stays. Work that asks is alive. */
public final class StopSignal {

    /** Why work has to stop. */
    public enum Reason {
        /** The job or its family is not wanted any more. */
        CANCELLED,
        /** This process ends; another worker goes on. */
        SHUTDOWN,
        /** The record may have been given to another worker. */
        LOCK_LOST,
        /** It took longer than a run may. */
        TIME_LIMIT
    }

    private final AtomicReference<Reason> reason = new AtomicReference<>();
    private final LongSupplier nanoTime;
    private volatile long asked;

    /** Nothing has to stop yet. */
    public StopSignal() {
        this(System::nanoTime);
    }

    StopSignal(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.asked = nanoTime.getAsLong();
    }

    /** {@return whether to stop; to be asked between steps, because work that does not ask for long is taken to hang} */
    public boolean requested() {
        alive();
        return reason.get() != null;
    }

    /**
     * For work that has nothing to save.
     *
     * @throws JobStoppedException if it has to stop
     */
    public void check() {
        if (requested()) {
            throw new JobStoppedException();
        }
    }

    /** {@return why, if it has to} */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason.get());
    }

    void alive() {
        asked = nanoTime.getAsLong();
    }

    /** {@return how long nobody has asked} */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - asked);
    }

    /**
     * @param why why work has to stop; only the first counts
     */
    public void request(Reason why) {
        reason.compareAndSet(null, why);
    }
}

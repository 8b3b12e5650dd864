package io.learngene.runtime.job;

/** Work ended because its {@link StopSignal} said so, after it saved what it had. */
public final class JobStoppedException extends RuntimeException {
    /** Ended in order. */
    public JobStoppedException() {
        super("stopped on request");
    }
}

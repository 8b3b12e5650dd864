package io.learngene.runtime.job;

/** What to do with a job record that was just taken. */
enum JobDecision {
    /** Not wanted any more: say so, done. */
    DROP_CANCELLED,
    /** An earlier attempt published its result: announce it again, done. */
    ANNOUNCE_AGAIN,
    /** Tried often enough: say that it failed, put it aside. */
    GIVE_UP,
    /** Work. */
    RUN;

    static JobDecision of(boolean published, boolean cancelled, int attempt, int attempts) {
        if (published) {
            return ANNOUNCE_AGAIN;
        }
        if (cancelled) {
            return DROP_CANCELLED;
        }
        return attempt > attempts ? GIVE_UP : RUN;
    }
}

package io.learngene.runtime.job;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What to do with a job record that was just taken. */
enum JobDecision {
    /** An earlier run published its result: announce it again, done. */
    ANNOUNCE_AGAIN,
    /** It failed for good before: say it again, done. */
    FAILED_BEFORE,
    /** Not wanted any more: say so, done. */
    DROP_CANCELLED,
    /** Nobody has begun it, and it has waited for longer than it may: say that it failed, put it aside. */
    TOO_LATE,
    /** Tried often enough: say that it failed, put it aside. */
    GIVE_UP,
    /** The broker would put the record aside in silence soon, whatever is known of the job: queue it anew, done with this record. */
    QUEUE_ANEW,
    /** Work. */
    RUN;

    /** The broker puts a record aside at its tenth delivery, whatever became of the others. */
    static final int MOST_DELIVERIES = 8;

    /** {@return its name in metrics} */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the names of all} */
    static List<String> labels() {
        return Stream.of(values()).map(JobDecision::label).toList();
    }

    static JobDecision of(
            boolean published,
            boolean failedBefore,
            boolean cancelled,
            boolean late,
            int failures,
            int attempts,
            int delivery) {
        // Whoever dies at any of the others dies at this one instead, and the record is a new one after it.
        if (delivery >= MOST_DELIVERIES) {
            return QUEUE_ANEW;
        }
        if (published) {
            return ANNOUNCE_AGAIN;
        }
        if (failedBefore) {
            return FAILED_BEFORE;
        }
        if (cancelled) {
            return DROP_CANCELLED;
        }
        if (late) {
            return TOO_LATE;
        }
        return failures >= attempts ? GIVE_UP : RUN;
    }
}

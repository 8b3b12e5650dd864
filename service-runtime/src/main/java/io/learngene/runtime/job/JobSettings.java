package io.learngene.runtime.job;

import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.messaging.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How jobs are run.
 *
 * @param kafka how to reach the broker
 * @param worker name of this worker
 * @param directory folder for work in progress
 * @param attempts a job is given up after so many attempts in a row that failed or died without progress
 * @param lockDuration how long a worker may be silent
 * @param retryDelay pause before the second attempt, doubled with each further one
 * @param shutdownGrace how long running work may take to stop
 * @param progressDeadline work that neither reports nor asks whether to stop for so long hangs
 * @param timeLimit how long one run may take; null for as long as it takes
 * @param startLimit how long a job may wait until somebody begins it; null for as long as its record is kept
 * @param shift what this worker takes on, and when it is done for good
 */
public record JobSettings(
        KafkaSettings kafka,
        String worker,
        Path directory,
        int attempts,
        Duration lockDuration,
        Duration retryDelay,
        Duration shutdownGrace,
        Duration progressDeadline,
        Duration timeLimit,
        Duration startLimit,
        Shift shift) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** {@return the pause after so many failures in a row} */
    Duration delayAfter(int failures) {
        return new Backoff(retryDelay, LONGEST_DELAY).after(failures);
    }

    Duration renewal() {
        return lockDuration.dividedBy(3);
    }
}

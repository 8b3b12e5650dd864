package io.learngene.runtime.job;

import io.learngene.runtime.messaging.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How jobs are run.
 *
 * @param kafka how to reach the broker
 * @param worker name of this worker
 * @param directory folder for work in progress
 * @param attempts a job is given up after so many attempts in a row that failed or died without progress
 * @param lockDuration how long a worker may be silent
 * @param retryDelay pause before the second attempt, doubled with each further one, a fifth more or less by chance
 * @param shutdownGrace how long running work may take to stop
 * @param progressDeadline work that neither reports nor asks whether to stop for so long hangs
 * @param timeLimit how long one run may take; null for as long as it takes
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
        Shift shift) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** {@return the pause after so many failures in a row; by chance, so that jobs that failed together do not come back together} */
    Duration delayAfter(int failures) {
        Duration delay = retryDelay.multipliedBy(1L << Math.max(0, Math.min(failures - 1, 10)));
        Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
        return Duration.ofMillis(
                (long) (bounded.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    Duration renewal() {
        return lockDuration.dividedBy(3);
    }
}

package io.learngene.runtime.job;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How jobs are run.
 *
 * @param bootstrapServers brokers
 * @param worker name of this worker
 * @param directory folder for work in progress
 * @param attempts attempts of a job
 * @param lockDuration how long a worker may be silent
 * @param retryDelay pause before the second attempt, doubled with each further one
 * @param shutdownGrace how long running work may take to stop
 */
public record JobSettings(
        String bootstrapServers,
        String worker,
        Path directory,
        int attempts,
        Duration lockDuration,
        Duration retryDelay,
        Duration shutdownGrace) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    Duration delayAfter(int attempt) {
        Duration delay = retryDelay.multipliedBy(1L << Math.min(attempt - 1, 10));
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    Duration renewal() {
        return lockDuration.dividedBy(3);
    }
}

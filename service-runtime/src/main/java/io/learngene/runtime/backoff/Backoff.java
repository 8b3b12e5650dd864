package io.learngene.runtime.backoff;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long whoever failed waits before he tries again: first for a while, doubled with each further failure, and by chance a fifth longer
 * or shorter, so that those who failed together do not come back together.
 *
 * @param first pause after the first failure
 * @param longest no pause is longer, chance not counted
 */
public record Backoff(Duration first, Duration longest) {

    private static final double SPREAD = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    /**
     * @param pause a pause
     * @return the same pause after every failure
     */
    public static Backoff constant(Duration pause) {
        return new Backoff(pause, pause);
    }

    /**
     * @param failures failures in a row, from 1
     * @return how long to wait
     */
    public Duration after(int failures) {
        int doublings = Math.max(0, Math.min(failures - 1, MOST_DOUBLINGS));
        boolean reached = first.compareTo(longest.dividedBy(1L << doublings)) >= 0;
        return byChance(reached ? longest : first.multipliedBy(1L << doublings));
    }

    /**
     * @param pause a pause
     * @return a fifth more or less
     */
    public static Duration byChance(Duration pause) {
        double factor = 1 - SPREAD + 2 * SPREAD * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (pause.toNanos() * factor));
    }

    /**
     * @param pause a pause
     * @return it in words, whole seconds
     */
    public static String words(Duration pause) {
        return Math.round(pause.toMillis() / 1e3) + " s";
    }
}

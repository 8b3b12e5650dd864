package io.learngene.local.client;

import io.learngene.runtime.backoff.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How patient a client is with a gateway that is away, for example because it is being started again.
 *
 * @param pauses pauses between attempts, a fifth more or less by chance; after the last one the failure is the caller's
 * @param told hears why and when it is tried again
 */
public record Repeats(List<Duration> pauses, Consumer<String> told) {

    /** Half a minute in all, told on standard error. */
    public static final Repeats TOLD = new Repeats(
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(15)),
            line -> System.err.println("foundry: " + line));

    /** No gateway of ours asks for more; who has to wait longer is told, and asks again himself. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public Repeats {
        pauses = List.copyOf(pauses);
    }

    /** {@return the pause after so many failures; no shorter than the gateway asks for, within a minute} */
    Duration pause(int failures, Duration atLeast) {
        Duration pause = Backoff.byChance(pauses.get(failures - 1));
        Duration asked = atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
        return pause.compareTo(asked) < 0 ? asked : pause;
    }

    /**
     * Waits before another attempt.
     *
     * @param failures how many attempts in a row have failed
     * @param why what went wrong with the last one
     * @return whether there is another one; false if they are used up or the thread was interrupted
     */
    public boolean again(int failures, FoundryException why) {
        if (failures > pauses.size()) {
            return false;
        }
        Duration pause = pause(failures, why.atLeast());
        told.accept(why.getMessage() + "; trying again in " + Backoff.words(pause));
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

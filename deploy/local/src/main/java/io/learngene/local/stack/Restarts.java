package io.learngene.local.stack;

import java.time.Instant;

/**
 * How often a part of the stack was started again because it had ended by itself.
 *
 * @param count how often
 * @param last when it was started again last; null if never
 * @param reason why it ended last; null if it never did
 */
public record Restarts(int count, Instant last, String reason) {

    /** None. */
    public static final Restarts NONE = new Restarts(0, null, null);

    Restarts because(String why) {
        return new Restarts(count, last, why);
    }

    Restarts oneMore(Instant now) {
        return new Restarts(count + 1, now, reason);
    }
}

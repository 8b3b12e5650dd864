package io.learngene.local.soak;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that is broken for a while.
 *
 * @param kind what happens
 * @param target part of the stack, or whose connections are meant
 * @param lasts how long, where it can be ended
 * @param rest how long nothing else is broken afterwards
 */
record Fault(Kind kind, String target, Duration lasts, Duration rest) {

    /** What happens to a part, or to its connections. */
    enum Kind {
        /** A part ends at once, as by a crash. */
        KILL(false, false),
        /** A part is asked to end, as by whoever replaces it. */
        END(false, false),
        /** A part stands still and goes on. */
        PAUSE(false, true),
        /** Every connection breaks; new ones are taken. */
        CUT(true, false),
        /** Every connection breaks, and new ones are refused. */
        REFUSE(true, true),
        /** Connections stay, and nothing passes. */
        HANG(true, true),
        /** Every piece of an answer takes longer. */
        SLOW(true, true),
        /** Requests are answered in the store's place, as by one that has too much to do. */
        UNAVAILABLE(true, true);

        private final boolean ofConnections;
        private final boolean lasting;

        Kind(boolean ofConnections, boolean lasting) {
            this.ofConnections = ofConnections;
            this.lasting = lasting;
        }

        /** {@return whether it happens on the way to a part, and not to the part} */
        boolean ofConnections() {
            return ofConnections;
        }

        /** {@return whether it has a length} */
        boolean lasting() {
            return lasting;
        }
    }

    /** {@return it without its length, to be counted by} */
    String name() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + target;
    }

    /** {@return it in words, for people} */
    String words() {
        String what =
                switch (kind) {
                    case KILL -> target + " killed";
                    case END -> target + " asked to end";
                    case PAUSE -> target + " stopped";
                    case CUT -> "connections to " + target + " cut";
                    case REFUSE -> "connections to " + target + " refused";
                    case HANG -> "connections to " + target + " hang";
                    case SLOW -> "connections to " + target + " slow";
                    case UNAVAILABLE -> target + " unavailable";
                };
        return kind.lasting() ? what + " for " + lasts.toMillis() / 1000.0 + " s" : what;
    }
}

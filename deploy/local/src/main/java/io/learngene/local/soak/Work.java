package io.learngene.local.soak;

import java.util.Locale;

/**
 * Something that is asked of the stack.
 *
 * @param kind what
 * @param choice from 0 to 1, chooses among what there is to choose from
 */
record Work(Kind kind, double choice) {

    /** What somebody asks for. */
    enum Kind {
        SWS,
        TLEG,
        FINE,
        WAVE,
        SHARE,
        MIMETIC,
        /** Of a model that is there. */
        GROWTH,
        /** Of a model that is there. */
        SELECTION,
        /** More descendants of a learngene that is there. */
        DESCENDANTS,
        /** Of a model that is there, on other images. */
        TUNING,
        /** Of a family that is at work. */
        CANCELLATION;

        /** {@return it in words, for people} */
        String words() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

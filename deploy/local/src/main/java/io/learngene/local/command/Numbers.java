package io.learngene.local.command;

import io.learngene.local.client.FoundryException;
import java.util.Locale;

/** Numbers that people give, and that they are told. */
final class Numbers {

    private Numbers() {}

    /**
     * @param option name of an option
     * @param value its value
     * @return the value
     * @throws FoundryException if it is not 1 or more
     */
    static int positive(String option, int value) {
        return atLeast(1, option, value);
    }

    /**
     * @param objects objects of the store
     * @param bytes their bytes
     * @return both, for people
     */
    static String objects(long objects, long bytes) {
        return String.format(Locale.ROOT, "%d object%s, %.1f MB", objects, objects == 1 ? "" : "s", bytes / 1e6);
    }

    /**
     * @param least the least that makes sense
     * @param option name of an option
     * @param value its value
     * @return the value
     * @throws FoundryException if it is less
     */
    static int atLeast(int least, String option, int value) {
        if (value < least) {
            throw new FoundryException(FoundryException.USAGE, option + ": " + value + "; give " + least + " or more");
        }
        return value;
    }
}

package io.learngene.local.command;

import io.learngene.local.client.FoundryException;

/** Numbers that people give. */
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

package io.learngene.runtime.job;

import io.learngene.contracts.event.Fact;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which warnings of a run are told: each once, and not without end. */
final class Warnings {

    static final int MOST = 50;
    static final String MORE = "there are more warnings than are told; the rest is in the worker's log";

    private static final String CUT = " ...";

    private final Set<String> told = new HashSet<>();

    /**
     * @param message a warning
     * @return what to tell; empty if that was told before
     */
    synchronized Optional<String> told(String message) {
        String wanted = told.size() < MOST ? cut(message, Fact.JobWarned.MOST_TEXT) : MORE;
        return told.add(wanted) ? Optional.of(wanted) : Optional.empty();
    }

    /** {@return the text, or its beginning and a sign that there is more} */
    static String cut(String message, int most) {
        return message.length() <= most ? message : message.substring(0, most - CUT.length()) + CUT;
    }
}

package io.learngene.stack;

/** A part of the local stack could not be started; the message says which and why. */
public final class StackException extends RuntimeException {

    /**
     * @param message which part, why, and what to do
     */
    public StackException(String message) {
        super(message);
    }
}

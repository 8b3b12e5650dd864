package io.learngene.runtime.job;

/** The job cannot succeed however often it is tried; the message says what is wrong and what to change. */
public final class PermanentJobException extends RuntimeException {
    /**
     * @param message what is wrong and what to change
     * @param cause why; may be null
     */
    public PermanentJobException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.learngene.runtime.job;

import io.learngene.contracts.Permanent;

/** The job cannot succeed however often it is tried; the message says what is wrong and what to change. */
public final class PermanentJobException extends RuntimeException implements Permanent {
    /**
     * @param message what is wrong and what to change
     * @param cause why; may be null
     */
    public PermanentJobException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.learngene.runtime.store;

/** The store did not answer or refused; may pass. */
public class StoreException extends RuntimeException {
    /**
     * @param message what was tried and what came back
     * @param cause why
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

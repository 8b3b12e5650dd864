package io.learngene.engine.data.images;

import io.learngene.contracts.Permanent;

/** A dataset cannot be used; the message names the file or class, what is wrong with it and what to do. */
public final class DatasetException extends RuntimeException implements Permanent {

    /**
     * @param message what is wrong and what to do
     */
    public DatasetException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong and what to do
     * @param cause why
     */
    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}

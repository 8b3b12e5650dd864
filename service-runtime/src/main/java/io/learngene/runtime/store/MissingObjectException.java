package io.learngene.runtime.store;

import io.learngene.contracts.Permanent;

/** The store has no such object, or has it no more; it answers so until somebody puts it back. */
public final class MissingObjectException extends StoreException implements Permanent {
    /**
     * @param key key of the object
     * @param cause why
     */
    public MissingObjectException(String key, Throwable cause) {
        super("the store has no object " + key, cause);
    }
}

package io.learngene.runtime.store;

/** The store has no such object, or has it no more. */
public final class MissingObjectException extends StoreException {
    /**
     * @param key key of the object
     * @param cause why
     */
    public MissingObjectException(String key, Throwable cause) {
        super("the store has no object " + key, cause);
    }
}

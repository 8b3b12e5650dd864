package io.learngene.runtime.store;

/** The store has no room for what was to be written. It passes when somebody makes room. */
public final class FullStoreException extends StoreException {

    private final String where;

    /**
     * @param where what is full, and the remedy; without the address of the store
     * @param message what was tried, and where
     * @param cause what came back
     */
    public FullStoreException(String where, String message, Throwable cause) {
        super(message, cause);
        this.where = where;
    }

    /** {@return what is full and what to do, for whoever does not know the store} */
    public String where() {
        return where;
    }
}

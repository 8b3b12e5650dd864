package io.learngene.runtime.store;

import io.learngene.contracts.Permanent;

/** What lies under a key is larger than anything that is written there. */
public final class OversizedObjectException extends StoreException implements Permanent {
    /**
     * @param key key
     * @param size its bytes
     * @param most most bytes that are read at once
     */
    public OversizedObjectException(String key, long size, long most) {
        super(
                key + " in the store is damaged (it has " + size + " bytes, and what belongs there at most " + most
                        + "); put back what was there, or delete it",
                null);
    }
}

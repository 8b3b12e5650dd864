package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;

/** What the store has under a key is not what was written there. */
public final class DamagedObjectException extends StoreException {
    /**
     * @param ref what was written
     * @param sha256 checksum of what is there
     */
    public DamagedObjectException(ArtefactRef ref, String sha256) {
        super(
                ref.key() + " has checksum " + sha256 + " instead of " + ref.sha256()
                        + "; it is damaged in the store, put it there again",
                null);
    }
}

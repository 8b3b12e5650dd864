package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;

/**
 * One object in the store.
 *
 * @param name file name inside its artefact, for example {@code model.safetensors}
 * @param key object key
 * @param size length in bytes
 * @param sha256 checksum of the content
 */
public record ArtefactRef(String name, String key, long size, String sha256) {
    public ArtefactRef {
        Check.present("name", name);
        Check.present("key", key);
        Check.that(size >= 0, "size", size, "give the length in bytes");
        Check.sha256("sha256", sha256);
    }
}

package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where large things lie: objects by key, with writes that can be conditional. For several threads. */
public interface ArtefactStore extends AutoCloseable {

    /** Largest object that {@link #read} takes into memory. */
    int MAX_READ = 16 << 20;

    /**
     * What is known of an object without reading it.
     *
     * @param key key
     * @param size bytes
     * @param modified when it was written, by the store's clock
     */
    record Stat(String key, long size, Instant modified) {}

    /**
     * A write that was begun and has not ended. Nobody sees its bytes, and they take room.
     *
     * @param key key of the object that it was to become
     * @param id the store's name of the write
     * @param since when it was begun, by the store's clock; now where the store does not know
     */
    record Unfinished(String key, String id, Instant since) {}

    /**
     * Makes the bucket if it is missing and checks that the store honours conditional writes, without which two attempts
     * of a job could both publish.
     *
     * @throws StoreException if the store does not answer
     * @throws IllegalStateException if it ignores conditions
     */
    void prepare();

    /** {@return whether the store answers} */
    boolean reachable();

    /**
     * @param name file name for people
     * @param key key
     * @param content bytes
     * @return the reference
     */
    default ArtefactRef put(String name, String key, byte[] content) {
        return put(name, key, new ByteArrayInputStream(content), content.length);
    }

    /**
     * @param name file name for people
     * @param key key
     * @param file content
     * @return the reference
     */
    default ArtefactRef put(String name, String key, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return put(name, key, in, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.getFileName(), e);
        }
    }

    /**
     * Streams an object in; memory is bounded by one part.
     *
     * @param name file name for people
     * @param key key
     * @param content bytes, read to the end
     * @param size their number, or -1 if it is not known
     * @return the reference
     * @throws FullStoreException if there is no room for it
     */
    ArtefactRef put(String name, String key, InputStream content, long size);

    /**
     * Creates an object if there is none of that key.
     *
     * @param key key
     * @param content bytes
     * @return whether it was created here; false if there was another. The same bytes are taken for our own: a write whose answer was
     *     missed is repeated
     */
    boolean create(String key, byte[] content);

    /**
     * @param key key
     * @return the whole object; empty if there is none
     * @throws OversizedObjectException if it is larger than {@link #MAX_READ}
     */
    default Optional<byte[]> read(String key) {
        Optional<Stat> stat = stat(key);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        if (stat.get().size() > MAX_READ) {
            throw new OversizedObjectException(key, stat.get().size(), MAX_READ);
        }
        try (InputStream in = open(key, 0, stat.get().size())) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new StoreException("reading " + key + " broke off: " + e.getMessage(), e);
        }
    }

    /**
     * @param key key of an object that is there
     * @param offset first byte
     * @param length number of bytes
     * @return the bytes; to be closed
     * @throws MissingObjectException if there is no such object
     */
    InputStream open(String key, long offset, long length);

    /**
     * @param key key
     * @return its size; empty if there is no such object
     */
    Optional<Stat> stat(String key);

    /**
     * @param prefix beginning of the keys
     * @return all objects whose keys begin so, in order of their keys
     */
    List<Stat> list(String prefix);

    /**
     * @param prefix beginning of the keys, empty or ending with a slash
     * @return what stands behind it up to the next slash in the keys that have one there, in order: the folders of a folder
     */
    List<String> folders(String prefix);

    /**
     * @param key key; nothing happens if there is no such object
     */
    void delete(String key);

    /** {@return all writes that were begun and have not ended, whoever is at them} */
    List<Unfinished> unfinished();

    /**
     * Gives a write up: whoever is still at it fails.
     *
     * @param write the write; nothing happens if it has ended
     */
    void abandon(Unfinished write);

    @Override
    void close();
}

package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Objects of the store in a local folder, by checksum; the least recently used go when there are too many bytes. */
public final class LocalCache {

    private final ArtefactStore store;
    private final Path folder;
    private final long maxBytes;

    /**
     * @param store where objects come from
     * @param folder where they are kept; made if missing
     * @param maxBytes how much is kept
     */
    public LocalCache(ArtefactStore store, Path folder, long maxBytes) {
        this.store = store;
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** {@return where objects are kept; beside it there is room for working files} */
    public Path folder() {
        return folder;
    }

    /**
     * @param ref an object
     * @return a local copy; not to be changed
     * @throws StoreException if the store does not answer, or what it sent has another checksum
     */
    public synchronized Path fetch(ArtefactRef ref) {
        Path file = folder.resolve(ref.sha256());
        try {
            if (!Files.exists(file) || Files.size(file) != ref.size()) {
                Files.createDirectories(folder);
                makeRoom(ref.size());
                Path partial = Files.createTempFile(folder, "fetch", ".partial");
                try {
                    download(ref, partial);
                    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } finally {
                    Files.deleteIfExists(partial);
                }
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the cache in " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void download(ArtefactRef ref, Path partial) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        try (InputStream in = store.open(ref.key(), 0, ref.size());
                OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new StoreException("reading " + ref.key() + " broke off: " + e.getMessage(), e);
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (!sha256.equals(ref.sha256())) {
            throw new DamagedObjectException(ref, sha256);
        }
    }

    private void makeRoom(long needed) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(f -> !f.getFileName().toString().endsWith(".partial")).forEach(files::add);
        }
        long total = needed;
        for (Path file : files) {
            total += Files.size(file);
        }
        files.sort(Comparator.comparing(LocalCache::lastUse));
        for (Path file : files) {
            if (total <= maxBytes) {
                return;
            }
            total -= Files.size(file);
            Files.deleteIfExists(file);
        }
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}

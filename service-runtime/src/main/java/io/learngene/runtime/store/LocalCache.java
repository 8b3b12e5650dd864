package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.runtime.backoff.Backoff;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Objects of the store in a local folder, by checksum; the least recently used go when there are too many bytes. The folder is this
 * process's own. What lies there from before is read through once before it is trusted: a disk, a power cut or a neighbour may have
 * changed it.
 */
public final class LocalCache {

    private static final Logger LOG = Logger.getLogger(LocalCache.class);
    private static final String PARTIAL = ".partial";
    private static final int PIECE = 64 << 10;
    /** Tries in a row of a download that break off without a byte. */
    private static final int TRIES = 5;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final ArtefactStore store;
    private final Path folder;
    private final long maxBytes;
    private final Backoff pauses;
    private final InstantSource clock;
    private final Set<String> verified = new HashSet<>();
    private Path tooLarge;
    private boolean prepared;

    /**
     * @param store where objects come from
     * @param folder where they are kept; made if missing
     * @param maxBytes how much is kept
     */
    public LocalCache(ArtefactStore store, Path folder, long maxBytes) {
        this(store, folder, maxBytes, Duration.ofSeconds(1), InstantSource.system());
    }

    LocalCache(ArtefactStore store, Path folder, long maxBytes, Duration firstPause, InstantSource clock) {
        this.clock = clock;
        this.store = store;
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.pauses = new Backoff(firstPause, LONGEST_PAUSE);
    }

    /** {@return where objects are kept; beside it there is room for working files} */
    public Path folder() {
        return folder;
    }

    /**
     * @param ref an object
     * @return a local copy; not to be changed. One that is larger than the cache is removed when another object is
     *     fetched
     * @throws MissingObjectException if the store has no such object
     * @throws DamagedObjectException if what it has is another
     * @throws StoreException if it does not answer
     */
    public Path fetch(ArtefactRef ref) {
        return fetch(ref, () -> {});
    }

    /**
     * Like {@link #fetch(ArtefactRef)}, for objects that take long.
     *
     * @param ref an object
     * @param alive called for every piece that is read or verified and before every pause; what it throws ends the fetching
     * @return a local copy; not to be changed
     */
    public synchronized Path fetch(ArtefactRef ref, Runnable alive) {
        Path file = folder.resolve(ref.sha256());
        try {
            prepare();
            if (!isThere(file, ref, alive)) {
                makeRoom(ref);
                download(ref, file, alive);
                verified.add(ref.sha256());
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return file;
        } catch (IOException e) {
            throw unusable(e);
        } catch (UncheckedIOException e) {
            throw unusable(e.getCause());
        }
    }

    private UncheckedIOException unusable(IOException e) {
        return new UncheckedIOException("the cache in " + folder + " cannot be used: " + e.getMessage(), e);
    }

    private void prepare() throws IOException {
        if (prepared) {
            return;
        }
        Files.createDirectories(folder);
        keepOthersOut();
        for (Path file : files()) {
            if (file.getFileName().toString().endsWith(PARTIAL) || Files.size(file) > maxBytes) {
                LOG.infof("removing %s, which is unfinished or more than the cache may hold", file);
                Files.deleteIfExists(file);
            }
        }
        prepared = true;
    }

    /** Whoever may write here decides what this process computes with. */
    private void keepOthersOut() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        UserPrincipal owner = Files.getOwner(folder);
        Path own = Files.createTempFile(folder, "owner", PARTIAL);
        UserPrincipal self = Files.getOwner(own);
        Files.delete(own);
        if (!owner.equals(self)) {
            throw new IOException("it belongs to " + owner.getName() + " and not to " + self.getName()
                    + "; set foundry.worker.directory to a folder of this user's own");
        }
        view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }

    private boolean isThere(Path file, ArtefactRef ref, Runnable alive) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (Files.size(file) == ref.size()
                && (verified.contains(ref.sha256()) || sha256(file, alive).equals(ref.sha256()))) {
            verified.add(ref.sha256());
            return true;
        }
        LOG.warnf("the local copy of %s in %s is damaged and is fetched again", ref.key(), folder);
        forget(file);
        return false;
    }

    private void download(ArtefactRef ref, Path file, Runnable alive) throws IOException {
        Path partial = Files.createTempFile(folder, "fetch", PARTIAL);
        try {
            transfer(ref, partial, alive);
            String sha256 = sha256(partial, alive);
            if (!sha256.equals(ref.sha256())) {
                throw new DamagedObjectException(ref, sha256);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Goes on where it broke off: an object of 150 GB rarely comes in one piece. */
    private void transfer(ArtefactRef ref, Path partial, Runnable alive) throws IOException {
        long have = 0;
        int idle = 0;
        while (have < ref.size()) {
            Exception failure = append(ref, have, partial, alive);
            long size = Files.size(partial);
            idle = size > have ? 0 : idle + 1;
            have = size;
            if (failure == null) {
                // The store came to an end, whether or not that is the end.
                return;
            }
            if (idle == TRIES) {
                throw new StoreException(
                        "reading " + ref.key() + " broke off at byte " + have + " of " + ref.size() + ", " + TRIES
                                + " times in a row: " + failure.getMessage(),
                        failure);
            }
            LOG.infof(
                    "reading %s broke off at byte %d of %d, going on: %s",
                    ref.key(), have, ref.size(), failure.getMessage());
            alive.run();
            pause(idle);
        }
    }

    /** {@return why it broke off; null if it came to an end} */
    private Exception append(ArtefactRef ref, long have, Path partial, Runnable alive) throws IOException {
        try (OutputStream out = Files.newOutputStream(partial, StandardOpenOption.APPEND);
                InputStream in = store.open(ref.key(), have, ref.size() - have)) {
            copy(in, out, alive);
            return null;
        } catch (MissingObjectException e) {
            throw e;
        } catch (StoreException | IOException e) {
            return e;
        }
    }

    private static String sha256(Path file, Runnable alive) throws IOException {
        try (CountingDigest in = new CountingDigest(Files.newInputStream(file))) {
            copy(in, OutputStream.nullOutputStream(), alive);
            return in.sha256();
        }
    }

    private static void copy(InputStream in, OutputStream out, Runnable alive) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            write(out, piece, read);
            alive.run();
        }
    }

    /** What finds no room here is no fault of the store, which would be asked again in vain. */
    private static void write(OutputStream out, byte[] piece, int length) {
        try {
            out.write(piece, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pause(int idle) {
        if (idle == 0) {
            return;
        }
        try {
            Thread.sleep(pauses.after(idle).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted between two tries", e);
        }
    }

    private void makeRoom(ArtefactRef ref) throws IOException {
        if (tooLarge != null) {
            forget(tooLarge);
            tooLarge = null;
        }
        if (ref.size() > maxBytes) {
            LOG.warnf(
                    "%s has %d bytes, more than the cache may hold; it is not kept after use. Give more room with"
                            + " foundry.worker.cache-bytes, now %d",
                    ref.key(), ref.size(), maxBytes);
            tooLarge = folder.resolve(ref.sha256());
            return;
        }
        List<Path> files = files();
        long total = ref.size();
        for (Path file : files) {
            total += Files.size(file);
        }
        for (Path file :
                files.stream().sorted(Comparator.comparing(LocalCache::lastUse)).toList()) {
            if (total <= maxBytes) {
                return;
            }
            total -= Files.size(file);
            forget(file);
        }
    }

    private void forget(Path file) throws IOException {
        verified.remove(file.getFileName().toString());
        Files.deleteIfExists(file);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
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

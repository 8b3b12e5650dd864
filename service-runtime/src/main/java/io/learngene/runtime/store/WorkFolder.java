package io.learngene.runtime.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The folder of one process, for its cache and its work in progress. Processes that shared one would delete each other's
 * checkpoints; a lock on a file in it, which ends with the process however that ends, keeps it to one.
 */
public final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WorkFolder.class);
    private static final String LOCK = "foundry.lock";
    /** No machine runs so many workers of one kind. */
    private static final int MOST = 100;

    private final Path path;
    private final FileLock lock;

    private WorkFolder(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @param path a folder that was asked for; made if missing
     * @return the folder, locked
     * @throws IllegalStateException if another process has it
     */
    public static WorkFolder at(Path path) {
        return lock(path)
                .orElseThrow(() -> new IllegalStateException("foundry.worker.directory: " + path
                        + " is used by another process, or belongs to another user; give every worker a folder of its"
                        + " own, or leave it out"));
    }

    /**
     * @param parent where it is to lie; made if missing
     * @param name its name; the next worker of a machine takes {@code {name}-2}, and so on
     * @return the first folder that nobody has, locked
     */
    public static WorkFolder below(Path parent, String name) {
        for (int number = 1; number <= MOST; number++) {
            Path path = parent.resolve(number == 1 ? name : name + "-" + number);
            Optional<WorkFolder> folder = lock(path);
            if (folder.isPresent()) {
                LOG.infof("work in progress and cache lie in %s", path);
                return folder.get();
            }
        }
        throw new IllegalStateException("none of the " + MOST + " folders " + parent.resolve(name)
                + " and on is free for this user; set foundry.worker.directory to a folder of its own");
    }

    /** {@return the folder} */
    public Path path() {
        return path;
    }

    /** Lets others have it. */
    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + path, e);
        }
    }

    private static Optional<WorkFolder> lock(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = lockOf(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new WorkFolder(path, lock));
        } catch (AccessDeniedException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot use " + path + " for work in progress: " + e + "; set foundry.worker.directory", e);
        }
    }

    private static FileLock lockOf(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process has it already.
            return null;
        }
    }
}

package io.learngene.gateway.transfer;

import io.learngene.contracts.Check;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Takes uploads to a local file first, so that what is wrong with them is known before anything is in the store. How many there
 * are at the same time is bounded, and so are their bytes on the disk and what looking into them takes of the heap.
 */
@ApplicationScoped
class Spool {

    private static final Logger LOG = Logger.getLogger(Spool.class);
    private static final int CHUNK = 1 << 18;
    private static final String LEFTOVERS = "{upload,made}-*.part";
    private static final int UNIT = 1 << 20;

    /** How long an upload waits for those before it. */
    private static final Duration CHECKED_WITHIN = Duration.ofMinutes(4);

    /** Heap that the store's client takes for a part of an object while it is sent. */
    private static final long PART = 16L << 20;

    private final Path folder;
    private final long most;
    private final long mostTogether;
    private final Duration patience;
    private final Slots slots;
    private final Semaphore room;
    private final MemoryBudget memory = new MemoryBudget(
            "uploads that are being checked", Runtime.getRuntime().maxMemory() / 4);

    Spool(GatewayConfig config) {
        this.folder = config.directory()
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", "gateway"))
                .resolve("uploads");
        this.most = Math.min(config.uploadBytes(), config.spoolBytes());
        this.mostTogether = config.spoolBytes();
        this.patience = config.clientPatience();
        this.slots = new Slots("uploads", config.transfers());
        this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE, (mostTogether + UNIT - 1) / UNIT));
    }

    /** What a gateway that was killed left behind is nobody's any more. */
    void start(@Observes StartupEvent event) throws IOException {
        Files.createDirectories(folder);
        long bytes = 0;
        int count = 0;
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, LEFTOVERS)) {
            for (Path leftover : leftovers) {
                bytes += Files.size(leftover);
                count++;
                Files.delete(leftover);
            }
        }
        if (count > 0) {
            LOG.infof("removed %d unfinished uploads of an earlier process, %d bytes, from %s", count, bytes, folder);
        }
    }

    /**
     * Waits for heap to look into an upload or to send it on. Nobody's request is refused for that: all of it is here already.
     *
     * @param bytes heap
     * @return to be closed
     */
    MemoryBudget.Share heap(long bytes) {
        MemoryBudget.Share share = memory.share();
        share.await(bytes, CHECKED_WITHIN);
        return share;
    }

    /** An upload that came in whole: where it lies until it is closed, its bytes, its checksum. */
    static final class Upload implements AutoCloseable {

        private final Space space;
        private final Slots.Slot slot;
        private final long size;
        private final String sha256;

        private Upload(Space space, Slots.Slot slot, long size, String sha256) {
            this.space = space;
            this.slot = slot;
            this.size = size;
            this.sha256 = sha256;
        }

        Path file() {
            return space.file;
        }

        long size() {
            return size;
        }

        String sha256() {
            return sha256;
        }

        @Override
        public void close() {
            try (slot) {
                space.close();
            }
        }
    }

    /** A new file, and the room on the disk that was set aside for what is written to it. */
    final class Space implements AutoCloseable {

        private final Path file;
        private long bytes;
        private int units;

        private Space(String kind) throws IOException {
            Files.createDirectories(folder);
            this.file = Files.createTempFile(folder, kind, ".part");
        }

        Path file() {
            return file;
        }

        OutputStream open() throws IOException {
            return new FilterOutputStream(Files.newOutputStream(file)) {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] content, int offset, int length) throws IOException {
                    reserve(bytes + length);
                    bytes += length;
                    out.write(content, offset, length);
                }
            };
        }

        private void reserve(long needed) {
            int missing = (int) ((needed + UNIT - 1) / UNIT) - units;
            if (missing > 0) {
                if (!room.tryAcquire(missing)) {
                    throw ProblemException.unavailable("the " + mostTogether
                            + " bytes of disk for uploads (foundry.gateway.spool-bytes) are in use by others");
                }
                units += missing;
            }
        }

        @Override
        public void close() {
            room.release(units);
            units = 0;
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    /**
     * @param store where to
     * @param name file name for people
     * @param key key
     * @param file what to send
     * @return the reference
     */
    ArtefactRef send(ArtefactStore store, String name, String key, Path file) {
        try (MemoryBudget.Share share = heap(Math.min(PART, size(file)))) {
            return store.put(name, key, file);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** {@return a new empty file, to be closed} */
    Space temporary() throws IOException {
        return new Space("made-");
    }

    /**
     * @param body what is sent
     * @param declared its declared length; -1 if unknown
     * @return the upload, to be closed
     */
    Upload take(InputStream body, long declared) {
        return take(body, declared, most);
    }

    /**
     * @param body what is sent
     * @param declared its declared length; -1 if unknown
     * @param largest most bytes of it
     * @return the upload, to be closed
     * @throws ProblemException 413 if it is larger, 408 if it comes too slowly, 503 if there is no room for it now
     */
    Upload take(InputStream body, long declared, long largest) {
        long bound = Math.min(most, largest);
        if (declared > bound) {
            throw ProblemException.tooLarge(bound);
        }
        Slots.Slot slot = slots.take();
        Space space = null;
        try {
            space = new Space("upload-");
            space.reserve(declared);
            Upload upload = copy(new PacedInput(body, patience, System::nanoTime), space, slot, bound);
            Check.that(upload.size() > 0, "(body)", "empty", "send the file itself");
            return upload;
        } catch (IOException e) {
            close(space, slot);
            LOG.warnf("an upload could not be written to %s: %s", folder, e);
            throw ProblemException.unavailable("the gateway has no room on its disk for uploads");
        } catch (RuntimeException e) {
            close(space, slot);
            throw e;
        }
    }

    private static Upload copy(InputStream body, Space space, Slots.Slot slot, long bound) throws IOException {
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (OutputStream out = space.open()) {
            byte[] chunk = new byte[CHUNK];
            for (int count = next(body, chunk); count >= 0; count = next(body, chunk)) {
                size += count;
                if (size > bound) {
                    throw ProblemException.tooLarge(bound);
                }
                digest.update(chunk, 0, count);
                out.write(chunk, 0, count);
            }
        }
        return new Upload(space, slot, size, Sha256.hex(digest));
    }

    /** What goes wrong with the body is told apart from what goes wrong with the disk. */
    private static int next(InputStream body, byte[] chunk) {
        try {
            return body.read(chunk);
        } catch (IOException e) {
            throw new ProblemException(400, "Upload broke off", "the body could not be read to its end", null);
        }
    }

    private static void close(Space space, Slots.Slot slot) {
        try (slot) {
            if (space != null) {
                space.close();
            }
        }
    }
}

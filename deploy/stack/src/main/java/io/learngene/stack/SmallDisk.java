package io.learngene.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A disk of a few megabytes in memory, for tests of what happens when it is full. Only root may mount one, and only Linux can. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 1 << 12;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * @param folder where it is mounted; made if missing
     * @param bytes its size
     * @return the disk, empty; nothing where it cannot be mounted
     */
    public static Optional<SmallDisk> mount(Path folder, int bytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    /** {@return where it is mounted} */
    public Path folder() {
        return folder;
    }

    /**
     * Fills it.
     *
     * @param free bytes that stay free, at most
     */
    public void fillUpTo(int free) {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] block = new byte[BLOCK];
            while (Files.getFileStore(folder).getUsableSpace() > free) {
                filler.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what filled it. */
    public void makeRoom() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the file that fills it} */
    public Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        run("umount", folder.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package io.learngene.local.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A folder as a tar stream: sorted, without times and owners, names in UTF-8, so that the same files give the same bytes. */
public final class FolderTar {

    private FolderTar() {}

    /**
     * @param folder folder, or a link to one
     * @param most how many names are looked at
     * @throws FoundryException if a name in it cannot be told in UTF-8: it would be replaced, and be the same as another
     * @throws IOException if it cannot be read
     */
    public static void requireNames(Path folder, long most) throws IOException {
        Path real = folder.toRealPath();
        try (Stream<Path> walk = Files.walk(real)) {
            for (Path each : (Iterable<Path>) walk.limit(most)::iterator) {
                Names.require(real.relativize(each).toString());
            }
        }
    }

    /**
     * @param folder folder, or a link to one
     * @return its files as a tar; to be read to the end, where a failure to pack it is thrown
     * @throws IOException if it cannot be read
     */
    public static InputStream stream(Path folder) throws IOException {
        Path real = folder.toRealPath();
        PipedInputStream in = new PipedInputStream(1 << 20);
        PipedOutputStream out = new PipedOutputStream(in);
        AtomicReference<IOException> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> write(real, out, failure), "tar");
        writer.setDaemon(true);
        writer.start();
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                int taken = super.read(bytes, offset, count);
                // The end of a tar that broke off looks like any other.
                if (taken < 0 && failure.get() != null) {
                    throw failure.get();
                }
                return taken;
            }
        };
    }

    private static void write(Path folder, PipedOutputStream out, AtomicReference<IOException> failure) {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            try {
                pack(folder, tar);
            } catch (IOException | RuntimeException e) {
                // Before the end of the stream, at which the reader looks.
                failure.set(
                        e instanceof UncheckedIOException walk ? walk.getCause() : new IOException(e.getMessage(), e));
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void pack(Path folder, TarArchiveOutputStream tar) throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            TarArchiveEntry entry =
                    new TarArchiveEntry(folder.relativize(file).toString().replace('\\', '/'));
            entry.setSize(Files.size(file));
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            Files.copy(file, tar);
            tar.closeArchiveEntry();
        }
    }
}

package io.learngene.local.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A folder as a tar stream: sorted, without times and owners, so that the same files give the same bytes. */
public final class FolderTar {

    private FolderTar() {}

    /**
     * @param folder folder
     * @return its files as a tar; to be read to the end
     */
    public static InputStream stream(Path folder) {
        try {
            PipedInputStream in = new PipedInputStream(1 << 20);
            PipedOutputStream out = new PipedOutputStream(in);
            Thread writer = new Thread(() -> write(folder, out), "tar");
            writer.setDaemon(true);
            writer.start();
            return in;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, PipedOutputStream out) {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
                Stream<Path> walk = Files.walk(folder)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            List<Path> files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
            for (Path file : files) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setSize(Files.size(file));
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            // The reader sees the pipe break and the upload fails with it.
            System.err.println("foundry: packing " + folder + " broke off: " + e.getMessage());
        }
    }
}

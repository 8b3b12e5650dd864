package io.learngene.engine.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Walks the files of a folder, zip, tar or tar.gz, and believes nothing that their names and sizes say. */
final class Archive {

    /** Takes one file. */
    interface Visitor {
        /**
         * @param name path with forward slashes, relative, without {@code ..}
         * @param content the file, bounded; null while only names are looked at
         */
        void file(String name, Content content) throws IOException;
    }

    /** Reads a file of the archive; valid during the visit. */
    interface Content {
        byte[] read() throws IOException;
    }

    private final Path path;
    private final DatasetLimits limits;
    private int entries;
    private long totalBytes;

    Archive(Path path, DatasetLimits limits) {
        this.path = path;
        this.limits = limits;
    }

    /** {@return {@code folder}, {@code zip}, {@code tar} or {@code tar.gz}, by the content} */
    String format() throws IOException {
        if (Files.isDirectory(path)) {
            return "folder";
        }
        byte[] first = new byte[265];
        int length;
        try (InputStream in = Files.newInputStream(path)) {
            length = in.readNBytes(first, 0, first.length);
        }
        if (length > 3 && first[0] == 'P' && first[1] == 'K') {
            return "zip";
        }
        if (length > 2 && first[0] == 0x1f && first[1] == (byte) 0x8b) {
            return "tar.gz";
        }
        if (length > 262 && first[257] == 'u' && first[258] == 's' && first[259] == 't') {
            return "tar";
        }
        throw new DatasetException(
                path.getFileName() + " is neither a folder nor a zip, tar or tar.gz archive; give one of these");
    }

    void walk(Visitor visitor) throws IOException {
        try {
            switch (format()) {
                case "folder" -> walkFolder(visitor);
                case "zip" -> walkZip(visitor);
                case "tar" -> walkTar(Files.newInputStream(path), visitor);
                default ->
                    walkTar(
                            new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(path)), true),
                            visitor);
            }
        } catch (IllegalArgumentException | java.io.EOFException | java.util.zip.ZipException e) {
            throw new DatasetException(path.getFileName() + " is damaged: " + e.getMessage(), e);
        }
    }

    private void walkFolder(Visitor visitor) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.filter(f -> !Files.isDirectory(f, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = path.relativize(file).toString().replace(java.io.File.separatorChar, '/');
            if (Files.isSymbolicLink(file)) {
                throw new DatasetException(name + " is a link; copy the file to its place");
            }
            count(name, Files.size(file));
            visitor.file(name, () -> bounded(name, Files.newInputStream(file)));
        }
    }

    private void walkZip(Visitor visitor) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
            for (Enumeration<ZipArchiveEntry> all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements(); ) {
                ZipArchiveEntry entry = all.nextElement();
                String name = checked(entry.getName());
                if (entry.isUnixSymlink()) {
                    throw new DatasetException("entry " + name + " is a link; pack the file itself");
                }
                if (!entry.isDirectory()) {
                    count(name, entry.getSize());
                    visitor.file(name, () -> bounded(name, zip.getInputStream(entry)));
                }
            }
        }
    }

    private void walkTar(InputStream stream, Visitor visitor) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(stream, 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = checked(entry.getName());
                if (entry.isSymbolicLink() || entry.isLink()) {
                    throw new DatasetException("entry " + name + " is a link; pack the file itself");
                }
                if (entry.isFile()) {
                    count(name, entry.getSize());
                    visitor.file(name, () -> bounded(name, new NotClosed(tar)));
                } else if (!entry.isDirectory()) {
                    throw new DatasetException("entry " + name + " is neither a file nor a folder; leave it out");
                }
            }
        }
    }

    /** Refuses names that would lead out of a folder. */
    private static String checked(String name) {
        boolean bad = name.startsWith("/")
                || name.contains("\\")
                || name.contains("\0")
                || name.matches("^[A-Za-z]:.*")
                || List.of(name.split("/")).contains("..")
                || name.length() > 1000;
        if (bad) {
            String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
            throw new DatasetException("entry '" + shown + "' has an absolute or escaping name; pack relative paths");
        }
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private void count(String name, long size) {
        if (++entries > limits.entries()) {
            throw new DatasetException(path.getFileName() + " has more than " + limits.entries() + " files");
        }
        if (size > limits.entryBytes()) {
            throw new DatasetException("entry " + name + " has " + size + " bytes, more than the " + limits.entryBytes()
                    + " that one file may have");
        }
    }

    private byte[] bounded(String name, InputStream stream) throws IOException {
        try (stream) {
            byte[] bytes = stream.readNBytes((int) limits.entryBytes() + 1);
            if (bytes.length > limits.entryBytes()) {
                throw new DatasetException("entry " + name + " unpacks to more than the " + limits.entryBytes()
                        + " bytes that one file may have");
            }
            totalBytes += bytes.length;
            if (totalBytes > limits.totalBytes()) {
                throw new DatasetException(
                        path.getFileName() + " unpacks to more than the " + limits.totalBytes() + " bytes allowed");
            }
            return bytes;
        }
    }

    /** Keeps the archive's stream open when an entry is closed. */
    private static final class NotClosed extends java.io.FilterInputStream {
        NotClosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The archive goes on behind this entry.
        }
    }
}

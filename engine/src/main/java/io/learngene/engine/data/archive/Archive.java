package io.learngene.engine.data.archive;

import io.learngene.contracts.HeapAdvice;
import io.learngene.engine.data.images.DatasetException;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Walks the files of a folder, zip, tar or tar.gz, and believes nothing that their names and sizes say. */
final class Archive {

    /** Takes what is found; names are relative, with forward slashes, without {@code ..}. */
    interface Visitor {
        void file(String name, Content content) throws IOException;

        void folder(String name) throws IOException;
    }

    /** Reads a file of the archive, once; valid during the visit. */
    interface Content {
        /** {@return its bytes as they come, within the limits; to be closed} */
        InputStream open() throws IOException;

        /** {@return its bytes, for files that are small enough for the memory} */
        byte[] read() throws IOException;
    }

    /** What no CRC-32 is: the file's format has none. */
    private static final long NO_CHECKSUM = -1;

    private final Path path;
    private final String told;
    private final String format;
    private final DatasetLimits limits;
    private final long mostUnpacked;
    private final int mostEntries;
    private int entries;
    private long declaredBytes;
    private long readBytes;

    /**
     * @param told its name in messages
     * @throws DatasetException if it is none of the formats
     * @throws IOException if it cannot be read
     */
    Archive(Path path, String told, DatasetLimits limits) throws IOException {
        this.path = path.toRealPath();
        this.told = told;
        this.limits = limits;
        this.format = detect();
        this.mostEntries = format.startsWith("tar") ? limits.entries() : limits.listed();
        this.mostUnpacked = format.equals("folder") ? limits.totalBytes() : limits.unpacked(Files.size(path));
    }

    /** {@return {@code folder}, {@code zip}, {@code tar} or {@code tar.gz}, by the content} */
    String format() {
        return format;
    }

    private String detect() throws IOException {
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
        throw new DatasetException(told + " is neither a folder nor a zip, tar or tar.gz archive; give one of these");
    }

    /**
     * @throws DatasetException if it is damaged or hostile
     * @throws IOException if the disk or the visitor fails
     */
    void walk(Visitor visitor) throws IOException {
        try {
            switch (format) {
                case "folder" -> walkFolder(visitor);
                case "zip" -> walkZip(visitor);
                case "tar" -> walkTar(new BufferedInputStream(Files.newInputStream(path), 1 << 16), visitor);
                default ->
                    walkTar(
                            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16), 1 << 16),
                            visitor);
            }
        } catch (FileSystemException | ClosedChannelException | InterruptedIOException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException | IllegalArgumentException e) {
            throw new DatasetException(told + " is damaged, pack it again: " + e.getMessage(), e);
        }
    }

    private void walkFolder(Visitor visitor) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.skip(1).limit(mostEntries + 1L).sorted().toList();
        }
        for (Path file : files) {
            String name = path.relativize(file).toString().replace(File.separatorChar, '/');
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                count(name, 0);
                visitor.folder(name);
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                count(name, Files.size(file));
                visitor.file(name, content(name, () -> Files.newInputStream(file), NO_CHECKSUM));
            } else {
                throw new DatasetException(name + " is a link or a special file; copy the file itself to its place");
            }
        }
    }

    private void walkZip(Visitor visitor) throws IOException {
        long directory = ZipDirectory.bytes(path);
        if (directory > limits.zipDirectoryBytes()) {
            throw new DatasetException(told + " has a directory of " + directory + " bytes, more than the "
                    + limits.zipDirectoryBytes()
                    + " that fit into memory; give Java " + HeapAdvice.larger()
                    + ", or fewer images with shorter names");
        }
        // The JDK keeps a zip's directory packed, so it can count the entries before each becomes an object.
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(path.toFile(), StandardCharsets.ISO_8859_1)) {
            if (zip.size() > mostEntries) {
                throw tooMany();
            }
        }
        try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
            for (Enumeration<ZipArchiveEntry> all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements(); ) {
                ZipArchiveEntry entry = all.nextElement();
                String name = checked(entry.getName());
                count(name, entry.getSize());
                if (entry.isUnixSymlink()) {
                    throw new DatasetException("entry " + name + " is a link; pack the file itself");
                }
                if (entry.isDirectory()) {
                    visitor.folder(name);
                } else {
                    visitor.file(name, content(name, () -> zip.getInputStream(entry), entry.getCrc()));
                }
            }
        }
    }

    private void walkTar(InputStream stream, Visitor visitor) throws IOException {
        TarBudget budget = new TarBudget(stream, told, mostUnpacked);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(budget, StandardCharsets.UTF_8.name())) {
            budget.allow(TarBudget.HEADERS);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = checked(entry.getName());
                count(name, entry.getSize());
                if (entry.isSymbolicLink() || entry.isLink()) {
                    throw new DatasetException("entry " + name + " is a link; pack the file itself");
                }
                if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO() || entry.isSparse()) {
                    throw new DatasetException("entry " + name + " is neither a file nor a folder; leave it out");
                }
                budget.allow(entry.getSize() + TarBudget.HEADERS);
                if (entry.isDirectory()) {
                    visitor.folder(name);
                } else {
                    visitor.file(name, content(name, () -> unclosed(tar), NO_CHECKSUM));
                }
            }
        }
    }

    /** Refuses names that would lead out of a folder, and names that nobody should print. */
    private static String checked(String name) {
        boolean bad = name.startsWith("/")
                || name.contains("\\")
                || name.matches("(?s)^[A-Za-z]:.*")
                || name.chars().anyMatch(Character::isISOControl)
                || List.of(name.split("/")).contains("..")
                || name.length() > 1000;
        if (bad) {
            String shown = name.replaceAll("\\p{Cntrl}", "?");
            shown = shown.length() > 100 ? shown.substring(0, 100) + "..." : shown;
            throw new DatasetException("entry '" + shown
                    + "' has an absolute, escaping or unprintable name; pack relative" + " paths with forward slashes");
        }
        String relative = name.startsWith("./") ? name.substring(2) : name;
        return relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
    }

    private void count(String name, long size) {
        if (++entries > mostEntries) {
            throw tooMany();
        }
        if (size > limits.entryBytes()) {
            throw new DatasetException("entry " + name + " has " + size + " bytes, more than the " + limits.entryBytes()
                    + " that one file may have; leave it out");
        }
        declaredBytes += Math.max(0, size);
        if (declaredBytes > mostUnpacked) {
            throw TarBudget.unpacksTo(told, mostUnpacked);
        }
    }

    private DatasetException tooMany() {
        return new DatasetException(told + " has more than the " + mostEntries + " files and folders "
                + (mostEntries < limits.entries()
                        ? "that fit into memory; give Java " + HeapAdvice.larger()
                                + ", or pack them as tar, which is not read as a list"
                        : "that are read; give fewer images"));
    }

    /** An entry ends before its archive does. */
    private static InputStream unclosed(TarArchiveInputStream tar) {
        return new FilterInputStream(tar) {
            @Override
            public void close() {
                // The next entry follows.
            }
        };
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private Content content(String name, Source source, long checksum) {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                return new Bounded(source.open(), name, checksum, limits.entryBytes());
            }

            @Override
            public byte[] read() throws IOException {
                try (InputStream in = new Bounded(source.open(), name, checksum, limits.wholeBytes())) {
                    return in.readAllBytes();
                }
            }
        };
    }

    /** Believes of a file neither the length nor, in a zip, that it is intact. */
    private final class Bounded extends FilterInputStream {

        private final String name;
        private final long checksum;
        private final long most;
        private final CRC32 crc = new CRC32();
        private long length;

        Bounded(InputStream in, String name, long checksum, long most) {
            super(in);
            this.name = name;
            this.checksum = checksum;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int taken = super.read(bytes, offset, count);
            if (taken < 0) {
                requireIntact();
                return taken;
            }
            length += taken;
            readBytes += taken;
            if (length > most) {
                throw new DatasetException("entry " + name + " unpacks to more than the " + most
                        + " bytes that one file may have"
                        + (most < limits.entryBytes() ? " here; give Java " + HeapAdvice.larger() + ", or" : ";")
                        + " leave it out");
            }
            if (readBytes > mostUnpacked) {
                throw TarBudget.unpacksTo(told, mostUnpacked);
            }
            if (checksum != NO_CHECKSUM) {
                crc.update(bytes, offset, taken);
            }
            return taken;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        private void requireIntact() {
            if (checksum != NO_CHECKSUM && checksum != crc.getValue()) {
                throw new DatasetException(
                        told + " is damaged, pack it again: entry " + name + " has a wrong checksum");
            }
        }
    }
}

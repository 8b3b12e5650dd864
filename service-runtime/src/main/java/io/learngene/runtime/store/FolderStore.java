package io.learngene.runtime.store;

import io.learngene.contracts.artefact.ArtefactRef;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects as files of a folder, a key as a path: a store without a server, for tests and tools on one machine. */
public final class FolderStore implements ArtefactStore {

    private static final String UNFINISHED = ".unfinished-";

    private final Path folder;

    /**
     * @param folder where the files lie; made if missing
     */
    public FolderStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public void prepare() {
        attempt("prepare the folder", () -> Files.createDirectories(folder));
    }

    @Override
    public boolean reachable() {
        return Files.isWritable(folder);
    }

    @Override
    public ArtefactRef put(String name, String key, InputStream content, long size) {
        CountingDigest counted = new CountingDigest(content);
        attempt("write " + key, () -> {
            Path file = file(key);
            Path unfinished = begun();
            try {
                Files.copy(counted, unfinished, StandardCopyOption.REPLACE_EXISTING);
                Files.createDirectories(file.getParent());
                return Files.move(
                        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        });
        return new ArtefactRef(name, key, counted.size(), counted.sha256());
    }

    @Override
    public boolean create(String key, byte[] content) {
        return attempt("create " + key, () -> {
            Path file = file(key);
            Path unfinished = begun();
            try {
                Files.write(unfinished, content);
                Files.createDirectories(file.getParent());
                // A link is made whole or not at all, and never over another.
                Files.createLink(file, unfinished);
                return true;
            } catch (FileAlreadyExistsException e) {
                // As with a server, where a repeated write finds its own.
                return Arrays.equals(Files.readAllBytes(file), content);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        });
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        return attempt("read " + key, () -> {
            InputStream in;
            try {
                in = Files.newInputStream(file(key));
            } catch (NoSuchFileException e) {
                throw new MissingObjectException(key, e);
            }
            try {
                in.skipNBytes(offset);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return new Bounded(in, length);
        });
    }

    @Override
    public Optional<Stat> stat(String key) {
        return attempt("look up " + key, () -> {
            try {
                Path file = file(key);
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return attributes.isDirectory() ? Optional.empty() : Optional.of(stat(key, attributes));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<Stat> list(String prefix) {
        return attempt("list " + prefix, () -> {
            List<Stat> found = new ArrayList<>();
            int slash = prefix.lastIndexOf('/');
            Files.walkFileTree(slash < 0 ? folder : file(prefix.substring(0, slash)), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String key = key(file);
                    if (attributes.isRegularFile() && key.startsWith(prefix) && !key.startsWith(UNFINISHED)) {
                        found.add(FolderStore.stat(key, attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        // Never there, or gone since.
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
            found.sort(Comparator.comparing(Stat::key));
            return found;
        });
    }

    @Override
    public List<String> folders(String prefix) {
        return attempt("list " + prefix, () -> {
            Path parent = prefix.isEmpty() ? folder : file(prefix.substring(0, prefix.length() - 1));
            try (Stream<Path> all = Files.list(parent)) {
                return all.filter(Files::isDirectory)
                        .map(each -> each.getFileName().toString())
                        // A folder outlives its last file.
                        .filter(each -> !list(prefix + each + "/").isEmpty())
                        .sorted()
                        .toList();
            } catch (NoSuchFileException e) {
                return List.of();
            }
        });
    }

    @Override
    public void delete(String key) {
        attempt("delete " + key, () -> Files.deleteIfExists(file(key)));
    }

    @Override
    public List<Unfinished> unfinished() {
        return attempt("list unfinished writes", () -> {
            List<Unfinished> found = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
                for (Path file : files) {
                    String id = file.getFileName().toString();
                    found.add(new Unfinished(
                            id, id, Files.getLastModifiedTime(file).toInstant()));
                }
            } catch (NoSuchFileException e) {
                // There is nothing, or one has ended since.
            }
            return found;
        });
    }

    @Override
    public void abandon(Unfinished write) {
        attempt("abandon " + write.key(), () -> {
            Path file = folder.resolve(write.id()).normalize();
            if (!write.id().startsWith(UNFINISHED) || !folder.equals(file.getParent())) {
                throw new IllegalArgumentException("no write of this store: " + write.id());
            }
            return Files.deleteIfExists(file);
        });
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    private Path begun() throws IOException {
        Files.createDirectories(folder);
        return Files.createTempFile(folder, UNFINISHED, null);
    }

    /** A key is the one name of its file, so that what is written under it is listed under it. */
    private Path file(String key) {
        Path file = folder.resolve(key).normalize();
        if (!file.startsWith(folder) || !key(file).equals(key) || key.isEmpty() || key.startsWith(UNFINISHED)) {
            throw new IllegalArgumentException("no key of this store: " + key);
        }
        return file;
    }

    private static Stat stat(String key, BasicFileAttributes attributes) {
        return new Stat(key, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private String key(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(String what, Call<T> call) {
        try {
            return call.run();
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("the store could not " + what + ": " + e, e);
        }
    }

    /** At most so many bytes of another stream. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }
}

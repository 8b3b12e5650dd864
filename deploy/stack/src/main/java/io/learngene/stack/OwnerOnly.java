package io.learngene.stack;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Files that no other user of the machine may read. */
public final class OwnerOnly {

    private static final int SECRET_BYTES = 24;

    private OwnerOnly() {}

    /**
     * @param file file that is made or replaced, whole
     * @param text what it holds then
     * @throws FileSystemException if it cannot be written, which leaves nothing of it
     */
    public static void write(Path file, String text) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        try {
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            // What the operating system says of a full disk names no file.
            throw e instanceof FileSystemException named
                    ? named
                    : new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    /**
     * @param file where a secret is kept
     * @return the secret, random and made now if the file is not there or empty, as a disk that was full leaves it
     * @throws IOException if the file cannot be read or written
     */
    static String secret(Path file) throws IOException {
        if (!Files.exists(file) || Files.readString(file).isBlank()) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            write(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }
}

package io.learngene.gateway.transfer;

import io.learngene.contracts.Check;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes uploads to a local file first, so that what is wrong with them is known before anything is in the store. */
@ApplicationScoped
class Spool {

    private static final int CHUNK = 1 << 18;

    private final Path folder;
    private final long most;

    Spool(GatewayConfig config) {
        this.folder = config.directory()
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", "gateway"))
                .resolve("uploads");
        this.most = config.uploadBytes();
    }

    /**
     * An upload that came in whole.
     *
     * @param file where it lies; gone after {@link #close}
     * @param size bytes
     * @param sha256 checksum
     */
    record Upload(Path file, long size, String sha256) implements AutoCloseable {
        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    /** {@return a new empty file, to be deleted by the caller} */
    Path temporary() throws IOException {
        Files.createDirectories(folder);
        return Files.createTempFile(folder, "made-", ".part");
    }

    /**
     * @param body what is sent
     * @param declared its declared length; -1 if unknown
     * @return the upload, to be closed
     */
    Upload take(InputStream body, long declared) {
        if (declared > most) {
            throw ProblemException.tooLarge(most);
        }
        Path file = null;
        try {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "upload-", ".part");
            Upload upload = copy(body, file);
            Check.that(upload.size() > 0, "(body)", "empty", "send the file itself");
            return upload;
        } catch (IOException e) {
            delete(file);
            throw new ProblemException(400, "Upload broke off", "the body could not be read to its end", null);
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private Upload copy(InputStream body, Path file) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (InputStream in = new DigestInputStream(body, digest);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                size += count;
                if (size > most) {
                    throw ProblemException.tooLarge(most);
                }
                out.write(chunk, 0, count);
            }
        }
        return new Upload(file, size, HexFormat.of().formatHex(digest.digest()));
    }

    private static void delete(Path file) {
        if (file != null) {
            new Upload(file, 0, "").close();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

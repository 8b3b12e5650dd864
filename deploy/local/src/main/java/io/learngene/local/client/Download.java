package io.learngene.local.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One file that is fetched. A connection that breaks is made anew, and only what is missing is asked for, as long as the gateway has the
 * same content. The file appears when it is complete.
 */
final class Download {

    private static final int COMPLETE = 200;
    private static final int PARTIAL = 206;
    private static final int MOST_OF_A_PROBLEM = 1 << 16;

    private final HttpClient http;
    private final HttpRequest request;
    private final Repeats repeats;
    private final BiFunction<HttpResponse<?>, byte[], FoundryException> problem;
    private final Function<IOException, FoundryException> unreachable;
    private final MessageDigest digest = sha256();
    private long size;
    private String etag;

    /**
     * @param http client
     * @param request what is fetched, from its beginning
     * @param repeats how patient to be
     * @param problem makes a failure of an answer and its body
     * @param unreachable makes a failure of a connection's
     */
    Download(
            HttpClient http,
            HttpRequest request,
            Repeats repeats,
            BiFunction<HttpResponse<?>, byte[], FoundryException> problem,
            Function<IOException, FoundryException> unreachable) {
        this.http = http;
        this.request = request;
        this.repeats = repeats;
        this.problem = problem;
        this.unreachable = unreachable;
    }

    /**
     * @param file where it goes
     * @param sha256 what its checksum has to be; null if it is not known
     * @return number of bytes
     * @throws InterruptedException if the thread is interrupted
     */
    long to(Path file, String sha256) throws InterruptedException {
        FileTrouble.requirePlace(file);
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try {
                fetch(partial);
                String actual = HexFormat.of().formatHex(digest.digest());
                if (sha256 != null && !sha256.equals(actual)) {
                    throw new FoundryException(
                            FoundryException.FAILED,
                            request.uri().getPath() + " arrived damaged (SHA-256 " + actual + "); try again");
                }
                Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw FileTrouble.cannot("write", file, e);
        }
        return size;
    }

    private void fetch(Path partial) throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            long before = size;
            FoundryException failure;
            try {
                HttpResponse<InputStream> answer = ask();
                if (answer.statusCode() == COMPLETE || answer.statusCode() == PARTIAL) {
                    take(answer, partial);
                    return;
                }
                byte[] body = new Connection(answer.body()).readNBytes(MOST_OF_A_PROBLEM);
                failure = problem.apply(answer, body);
                if (!failure.passing()) {
                    throw failure;
                }
            } catch (Broken e) {
                failure = unreachable.apply(e.connection());
            }
            failures = size > before ? 1 : failures + 1;
            if (!repeats.again(failures, failure)) {
                throw failure;
            }
        }
    }

    private HttpResponse<InputStream> ask() throws InterruptedException {
        HttpRequest.Builder more = HttpRequest.newBuilder(request, (name, value) -> true);
        if (size > 0 && etag != null) {
            more.header("Range", "bytes=" + size + "-").header("If-Range", etag);
        }
        try {
            return http.send(more.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Broken(e);
        }
    }

    private void take(HttpResponse<InputStream> answer, Path partial) throws IOException {
        boolean goesOn = answer.statusCode() == PARTIAL
                && answer.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + size + "-");
        if (answer.statusCode() == PARTIAL && !goesOn) {
            etag = null;
            throw new Broken(new IOException("it sent another part than was asked for"));
        }
        if (!goesOn) {
            size = 0;
            digest.reset();
        }
        // A weak one does not promise the same bytes.
        etag = answer.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .orElse(null);
        Files.createDirectories(partial.toAbsolutePath().getParent());
        StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (InputStream in = new Connection(answer.body());
                OutputStream out =
                        Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] bytes = new byte[1 << 16];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
                digest.update(bytes, 0, count);
                size += count;
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What is read from the gateway, as against what is written to the disk. */
    private static final class Connection extends FilterInputStream {
        private Connection(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int count) {
            try {
                return super.read(bytes, offset, count);
            } catch (IOException e) {
                throw new Broken(e);
            }
        }
    }

    private static final class Broken extends RuntimeException {
        private final transient IOException connection;

        private Broken(IOException connection) {
            super(connection);
            this.connection = connection;
        }

        private IOException connection() {
            return connection;
        }
    }
}

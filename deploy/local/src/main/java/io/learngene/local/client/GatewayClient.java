package io.learngene.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The gateway's HTTP API as methods; problems become {@link FoundryException}s with the gateway's own words. */
public final class GatewayClient {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int KEY_BYTES = 16;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String base;
    private final Repeats repeats;

    /**
     * @param base URL of the gateway
     */
    public GatewayClient(String base) {
        this(base, Repeats.TOLD);
    }

    /**
     * @param base URL of the gateway
     * @param repeats how patient to be with it
     */
    public GatewayClient(String base, Repeats repeats) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.repeats = repeats;
    }

    /** {@return how patient it is} */
    public Repeats repeats() {
        return repeats;
    }

    /** {@return URL of the gateway} */
    public String base() {
        return base;
    }

    /**
     * @param path path of a resource
     * @return its JSON
     */
    public JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    /**
     * @param family id
     * @return the family
     */
    public FamilyView family(String family) {
        byte[] body = send(request("/families/" + family).GET());
        return Json.read(body, FamilyView.class);
    }

    /**
     * Asks for work. Where no answer comes, or 503, it may have been accepted all the same: it is asked again with the same
     * idempotency key, so that the work is done once.
     *
     * @param path path of a resource
     * @param contentType type of the document
     * @param document body
     * @return the answer
     */
    public JsonNode post(String path, String contentType, byte[] document) {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .header(IDEMPOTENCY_KEY, freshKey())
                .POST(HttpRequest.BodyPublishers.ofByteArray(document))
                .build();
        for (int failures = 1; ; failures++) {
            FoundryException failure;
            try {
                HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != UNAVAILABLE) {
                    return json(body(answer));
                }
                failure = problem(answer.statusCode(), answer.body());
            } catch (IOException e) {
                failure = unreachable(e);
            } catch (InterruptedException e) {
                throw interrupted();
            }
            if (!repeats.again(failures, failure.getMessage())) {
                throw failure;
            }
        }
    }

    /**
     * @param path path of a resource
     * @return the answer
     */
    public JsonNode delete(String path) {
        return json(send(request(path).DELETE()));
    }

    /**
     * Streams a file or archive in.
     *
     * @param path path of the resource
     * @param content opens the content
     * @return the answer
     */
    public JsonNode put(String path, Supplier<InputStream> content) {
        return json(send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(content))));
    }

    /**
     * Downloads into a file; it appears only when it is complete.
     *
     * @param path path of the resource
     * @param file where it goes
     * @param sha256 what its checksum has to be; null if it is not known
     * @return number of bytes
     */
    public long download(String path, Path file, String sha256) {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw problem(answer.statusCode(), answer.body().readNBytes(1 << 16));
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size;
            try (InputStream in = new DigestInputStream(answer.body(), digest)) {
                size = Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            String actual = HexFormat.of().formatHex(digest.digest());
            if (sha256 != null && !sha256.equals(actual)) {
                Files.delete(partial);
                throw new FoundryException(
                        FoundryException.FAILED, path + " arrived damaged (SHA-256 " + actual + "); try again");
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            return size;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Follows the events of a family until they end, or no more are wanted.
     *
     * @param family id
     * @param lastId id of the last event that was seen of it, so that none is missed; null for none
     * @param consumer takes each event and says whether it wants another one
     * @throws FoundryException if the gateway refuses, or the connection breaks ({@link FoundryException#UNREACHABLE})
     */
    public void follow(String family, String lastId, Predicate<Event> consumer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/families/" + family + "/events"))
                .header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<Stream<String>> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                byte[] body = String.join("\n", answer.body().toList()).getBytes(StandardCharsets.UTF_8);
                throw problem(answer.statusCode(), body);
            }
            try (Stream<String> lines = answer.body()) {
                read(lines.iterator(), lastId, consumer);
            }
        } catch (java.io.UncheckedIOException e) {
            throw unreachable(e.getCause());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static void read(Iterator<String> lines, String lastId, Predicate<Event> consumer) {
        String name = "message";
        String id = lastId;
        StringBuilder data = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.isEmpty() && data.length() > 0) {
                if (!consumer.test(new Event(name, id, data.toString().getBytes(StandardCharsets.UTF_8)))) {
                    return;
                }
                data.setLength(0);
            }
        }
    }

    /**
     * A server-sent event.
     *
     * @param name {@code family} or {@code point}
     * @param id id of the last event that had one; null if none had
     * @param data its JSON
     */
    public record Event(String name, String id, byte[] data) {}

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(5));
    }

    private byte[] send(HttpRequest.Builder request) {
        try {
            return body(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private byte[] body(HttpResponse<byte[]> answer) {
        if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private static FoundryException interrupted() {
        Thread.currentThread().interrupt();
        return new FoundryException(FoundryException.FAILED, "interrupted");
    }

    private static String freshKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static JsonNode json(byte[] body) {
        return body.length == 0 ? Json.mapper().createObjectNode() : Json.read(body, JsonNode.class);
    }

    private FoundryException problem(int status, byte[] body) {
        String detail;
        try {
            Problem problem = Json.read(body, Problem.class);
            detail = problem.detail() == null ? problem.title() : problem.detail();
        } catch (InvalidFieldException e) {
            detail = new String(body, StandardCharsets.UTF_8);
        }
        int code = status >= 500 ? FoundryException.UNREACHABLE : FoundryException.USAGE;
        return new FoundryException(code, detail + " (HTTP " + status + ")");
    }

    private FoundryException unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new FoundryException(
                FoundryException.UNREACHABLE,
                "the gateway at " + base + " does not answer (" + why + "); start the stack with: foundry up --detach");
    }
}

package io.learngene.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.Caller;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.Estimate;
import io.learngene.contracts.view.FamilyView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The gateway's HTTP API as methods; problems become {@link FoundryException}s with the gateway's own words. */
public final class GatewayClient {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int KEY_BYTES = 16;
    private static final int UNAUTHORIZED = 401;
    /** Whatever a header may hold, and a gateway takes: an issuer's tokens may be long. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,16384}");

    private final HttpClient http;
    private final String base;
    private final GatewayFailures failures;
    private final Repeats repeats;
    private final String key;

    /**
     * @param base URL of the gateway
     */
    public GatewayClient(String base) {
        this(base, Repeats.TOLD);
    }

    /**
     * @param base URL of the gateway
     * @param repeats how patient to be with it
     * @throws FoundryException if it is no URL of a gateway
     */
    public GatewayClient(String base, Repeats repeats) {
        this(base, repeats, null, null);
    }

    /**
     * @param base URL of the gateway
     * @param repeats how patient to be with it
     * @param key what it asks for; null for a gateway that asks for none
     * @param authorities file with the certificates of who vouches for it, as PEM; null for those that Java knows
     * @throws FoundryException if it is no URL of a gateway, no key of one, or no file with certificates
     */
    public GatewayClient(String base, Repeats repeats, String key, Path authorities) {
        if (key != null && !TOKEN.matcher(key).matches()) {
            throw new FoundryException(
                    FoundryException.USAGE, "the key has letters that no key has; give it as it was made, on one line");
        }
        this.base = GatewayAddress.of(base);
        this.failures = new GatewayFailures(this.base);
        this.repeats = repeats;
        this.key = key;
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(HttpClient.Version.HTTP_1_1);
        if (authorities != null) {
            client.sslContext(Authorities.of(authorities));
        }
        this.http = client.build();
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

    /** {@return who the gateway takes this client for; empty if it asks for a key that it knows} */
    public Optional<Caller> caller() {
        HttpResponse<byte[]> answer = answer(request("/session").GET());
        if (answer.statusCode() == UNAUTHORIZED) {
            return Optional.empty();
        }
        byte[] body = body(answer);
        try {
            Caller caller = Json.read(body, Caller.class);
            if (caller.name() != null && caller.role() != null) {
                return Optional.of(caller);
            }
        } catch (InvalidFieldException e) {
            // Said below.
        }
        throw failures.noGateway(body);
    }

    /**
     * @param family id
     * @return the family
     */
    public FamilyView family(String family) {
        byte[] body = send(request(Resource.of("families", family)).GET());
        return readFamily(body);
    }

    /**
     * @param comparison id
     * @return where the comparison stands
     */
    public ComparisonView comparison(String comparison) {
        byte[] body = send(request(Resource.of("comparisons", comparison)).GET());
        try {
            ComparisonView view = Json.read(body, ComparisonView.class);
            if (view.comparison() != null && view.state() != null && view.times() != null) {
                return view;
            }
        } catch (InvalidFieldException e) {
            // Said below.
        }
        throw failures.noGateway(body);
    }

    /**
     * @param contentType type of the request
     * @param request a request for a family
     * @return what it would take
     */
    public Estimate estimate(String contentType, byte[] request) {
        byte[] body = Json.write(post("/estimates", contentType, request));
        try {
            return Json.read(body, Estimate.class);
        } catch (InvalidFieldException e) {
            throw failures.noGateway(body);
        }
    }

    private FamilyView readFamily(byte[] body) {
        FamilyView view;
        try {
            view = Json.read(body, FamilyView.class);
        } catch (InvalidFieldException e) {
            throw failures.noGateway(body);
        }
        if (view.family() == null || view.state() == null || view.jobs() == null || view.descendants() == null) {
            throw failures.noGateway(body);
        }
        return view;
    }

    /**
     * Asks for work, and for what it became.
     *
     * @param path path of a resource
     * @param contentType type of the document
     * @param document body
     * @param field what of the answer is wanted, {@code family} or {@code job}
     * @return that
     */
    public String post(String path, String contentType, byte[] document, String field) {
        JsonNode answer = post(path, contentType, document);
        if (!answer.path(field).isTextual()) {
            throw failures.noGateway(Json.write(answer));
        }
        return answer.get(field).asText();
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
        for (int attempt = 1; ; attempt++) {
            FoundryException failure;
            try {
                HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (!GatewayFailures.away(answer.statusCode())) {
                    return json(body(answer));
                }
                failure = failures.problem(answer, answer.body());
            } catch (IOException e) {
                failure = failures.unreachable(e);
            } catch (InterruptedException e) {
                throw interrupted();
            }
            if (!repeats.again(attempt, failure)) {
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
     * @param source the user's file or folder, for messages
     * @param content opens the content
     * @return the answer
     */
    public JsonNode put(String path, Path source, LocalInput.Opening content) {
        LocalInput.Troubles troubles = new LocalInput.Troubles();
        HttpRequest.Builder request = endless(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> LocalInput.open(content, troubles)));
        try {
            return json(send(request));
        } finally {
            // Whatever the gateway made of what it got: this is the cause.
            troubles.throwFirst(source);
        }
    }

    /**
     * Downloads into a file; it appears only when it is complete. A connection that breaks is taken up where it was.
     *
     * @param path path of the resource
     * @param file where it goes
     * @param sha256 what its checksum has to be; null if it is not known
     * @return number of bytes
     */
    public long download(String path, Path file, String sha256) {
        HttpRequest request = request(path).GET().build();
        try {
            return new Download(http, request, repeats, failures::problem, failures::unreachable).to(file, sha256);
        } catch (InterruptedException e) {
            throw interrupted();
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
        HttpRequest.Builder request =
                endless(Resource.of("families", family, "events")).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<Stream<String>> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                byte[] body = String.join("\n", answer.body().toList()).getBytes(StandardCharsets.UTF_8);
                throw failures.problem(answer, body);
            }
            try (Stream<String> lines = answer.body()) {
                read(lines.iterator(), lastId, consumer);
            }
        } catch (java.io.UncheckedIOException e) {
            throw failures.unreachable(e.getCause());
        } catch (IOException e) {
            throw failures.unreachable(e);
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
        return endless(path).timeout(Duration.ofMinutes(5));
    }

    /** Of what may take as long as it likes. No redirection is followed, so that the key goes nowhere else. */
    private HttpRequest.Builder endless(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private byte[] send(HttpRequest.Builder request) {
        return body(answer(request));
    }

    /** Who was asked too often has done nothing, so that whatever was asked for is asked for again when there is room. */
    private HttpResponse<byte[]> answer(HttpRequest.Builder request) {
        HttpRequest asked = request.build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> answer = http.send(asked, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != GatewayFailures.TOO_MANY
                        || !repeats.again(attempt, failures.problem(answer, answer.body()))) {
                    return answer;
                }
            } catch (IOException e) {
                throw failures.unreachable(e);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private byte[] body(HttpResponse<byte[]> answer) {
        if (answer.statusCode() >= 300) {
            throw failures.problem(answer, answer.body());
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

    private JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? Json.mapper().createObjectNode() : Json.read(body, JsonNode.class);
        } catch (InvalidFieldException e) {
            throw failures.noGateway(body);
        }
    }
}

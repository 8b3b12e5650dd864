package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/** Kubernetes' interface as it is: objects as JSON, nothing left out, and the server's warnings. */
final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String STRICT = "fieldValidation=Strict";
    private static final int NOT_FOUND = 404;
    private static final int REFUSED = 400;

    /**
     * What the server said.
     *
     * @param status HTTP's
     * @param body object or refusal
     * @param warnings the texts of the headers {@code Warning}
     */
    record Answer(int status, JsonNode body, List<String> warnings) {

        boolean refused() {
            return status >= REFUSED;
        }

        /** {@return the object} */
        JsonNode accepted() {
            if (refused()) {
                throw new IllegalStateException(
                        status + ": " + body.path("message").asText(body.toString()));
            }
            return body;
        }
    }

    private static final int NOT_YET = 429;

    private final URI server;
    private final String token;
    private final HttpClient client;
    private final Map<String, JsonNode> resources = new ConcurrentHashMap<>();

    Api(URI server, String token, SSLContext trust) {
        this.server = server;
        this.token = token;
        this.client = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    JsonNode get(String path) {
        return send("GET", path, "application/json", new byte[0]).accepted();
    }

    Optional<JsonNode> find(String path) {
        Answer answer = send("GET", path, "application/json", new byte[0]);
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(answer.accepted());
    }

    List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        get(path).get("items").forEach(items::add);
        return items;
    }

    /** {@return what the server says to a new object} */
    Answer create(String path, JsonNode object) {
        return send("POST", path + (path.contains("?") ? "&" : "?") + STRICT, "application/json", bytes(object));
    }

    /** As {@code kubectl apply --server-side} does, in a namespace where the kind has one. */
    Answer apply(String namespace, JsonNode object) {
        String path = path(namespace, object) + "?fieldManager=test&force=true&" + STRICT;
        return send("PATCH", path, "application/apply-patch+yaml", bytes(object));
    }

    /** A merge patch. */
    Answer patch(String path, JsonNode patch) {
        return send("PATCH", path, "application/merge-patch+json", bytes(patch));
    }

    /** With the options of a deletion; empty for none. */
    Answer delete(String path, ObjectNode options) {
        ObjectNode whole = options.deepCopy().put("apiVersion", "v1").put("kind", "DeleteOptions");
        return send("DELETE", path, "application/json", bytes(whole));
    }

    /** {@return where an object lies, as the server's discovery says} */
    String path(String namespace, JsonNode object) {
        return collection(
                        namespace,
                        object.get("apiVersion").asText(),
                        object.get("kind").asText()) + "/"
                + object.at("/metadata/name").asText();
    }

    /** {@return where objects of a kind lie} */
    String collection(String namespace, String version, String kind) {
        String base = (version.contains("/") ? "/apis/" : "/api/") + version;
        for (JsonNode resource : resources.computeIfAbsent(base, this::get).get("resources")) {
            String name = resource.get("name").asText();
            if (resource.get("kind").asText().equals(kind) && !name.contains("/")) {
                boolean namespaced = resource.get("namespaced").asBoolean();
                return base + (namespaced ? "/namespaces/" + namespace : "") + "/" + name;
            }
        }
        resources.remove(base);
        throw new IllegalStateException("the server knows no " + version + " " + kind);
    }

    /** Asks again while the server says that it is not yet able to answer, as clients of Kubernetes do. */
    Answer send(String method, String path, String type, byte[] body) {
        Answer first = ask(method, path, type, body);
        return first.status() != NOT_YET
                ? first
                : Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> ask(method, path, type, body), answer -> answer.status() != NOT_YET);
    }

    private Answer ask(String method, String path, String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(), json(response), response.headers().allValues("Warning"));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the API server");
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        boolean json = response.headers()
                .firstValue("Content-Type")
                .map(type -> type.startsWith("application/json"))
                .orElse(false);
        return json
                ? JSON.readTree(response.body())
                : JSON.getNodeFactory().textNode(new String(response.body(), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(JsonNode object) {
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }
}

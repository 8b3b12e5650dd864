package io.learngene.local.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;

/** An HTTP server on loopback that answers as it was told, one answer a request, the last one for ever. */
public final class FakeGateway implements AutoCloseable {

    /** Answers one request. */
    public interface Answer {
        /**
         * @param exchange the request
         * @throws IOException if the client is gone
         */
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

    /**
     * What a client asked for.
     *
     * @param method HTTP method
     * @param target path and query as they were sent
     * @param range header {@code Range}; null if there was none
     * @param body content
     */
    public record Request(String method, String target, String range, byte[] body) {

        /** {@return the content as text} */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param answers in order */
    public FakeGateway(Answer... answers) {
        this.answers.addAll(List.of(answers));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@return an answer with a body} */
    public static Answer of(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** {@return a refusal of who asks too often, who is to come again after so many seconds} */
    public static Answer tooMany(String seconds) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", seconds);
            of(429, "{\"title\": \"Too many requests\", \"status\": 429, \"detail\": \"too often\"}")
                    .to(exchange);
        };
    }

    /** {@return the connection breaks before an answer} */
    public static Answer breaking() {
        return exchange -> {
            throw new IOException("broken on purpose");
        };
    }

    /** {@return the connection breaks after a part of the answer} */
    public static Answer breakingAfter(String part) {
        return exchange -> {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length + 1L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            throw new IOException("broken on purpose");
        };
    }

    /** {@return its address} */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@return what it was asked for, in order} */
    public List<Request> requests() {
        return requests;
    }

    /** {@return a client of it that repeats three times without waiting} */
    public GatewayClient client() {
        return new GatewayClient(
                address(), new Repeats(List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO), told::add));
    }

    /** {@return what the user was told} */
    public List<String> told() {
        return told;
    }

    /** {@return the idempotency key of each request} */
    public List<String> keys() {
        return keys;
    }

    /** {@return the header Authorization of each request} */
    public List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Range"),
                body));
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Answer next = answers.size() > 1 ? answers.remove() : answers.element();
        next.to(exchange);
    }
}

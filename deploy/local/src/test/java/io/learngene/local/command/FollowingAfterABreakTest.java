package io.learngene.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.learngene.local.client.GatewayClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowingAfterABreakTest {

    private static final String RUNNING = "{\"family\":\"f-1\",\"state\":\"running\",\"jobs\":[],\"descendants\":[]}";
    private static final String DONE = RUNNING.replace("running", "done");

    private final List<String> lastIds = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/families/f-1", exchange -> answer(exchange, 200, DONE));
        server.createContext("/families/f-1/events", this::events);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void streamThatBreaksIsTakenUpWhereItWas() {
        // Given
        GatewayClient client =
                new GatewayClient("http://127.0.0.1:" + server.getAddress().getPort());

        // When
        int code = Following.toTheEnd(client, "f-1", true);

        // Then
        assertThat(code).isZero();
        assertThat(lastIds).containsExactly("none", "41", "41");
    }

    /** Breaks off in the middle, is not there, then tells the end. */
    private void events(HttpExchange exchange) throws IOException {
        String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastIds.add(lastId == null ? "none" : lastId);
        if (lastIds.size() == 1) {
            byte[] begun = ("event:family\ndata:" + RUNNING + "\n\nid:41\nevent:point\ndata:{\"job\":\"f-1/tune/L02\","
                            + "\"family\":\"f-1\",\"attempt\":1,\"phase\":\"tuning\",\"epoch\":0,\"epochs\":1,\"step\":1,"
                            + "\"steps\":2,\"at\":\"2026-11-25T12:00:00Z\"}\n\n")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, begun.length + 100);
            exchange.getResponseBody().write(begun);
            exchange.close();
        } else if (lastIds.size() == 2) {
            answer(exchange, 503, "{\"title\":\"Unavailable\",\"status\":503,\"detail\":\"starting\"}");
        } else {
            answer(exchange, 200, "event:family\ndata:" + DONE + "\n\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}

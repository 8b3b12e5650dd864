package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that S3 gives and the server of the other tests does not. */
class S3AnswersTest {

    private HttpServer server;
    private S3Store store;
    private Iterator<Integer> answers;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int status = answers.next();
            byte[] body = status == 200
                    ? new byte[0]
                    : "<Error><Code>ConditionalRequestConflict</Code><Message>two writes met</Message></Error>"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"0\"");
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
        store = new S3Store(endpoint, "bucket", "key", "secret", null);
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    @Test
    void createThatMetAnotherIsRepeated() {
        // Given
        answers = List.of(409, 409, 200).iterator();

        // When
        boolean created = store.create("key", new byte[1]);

        // Then
        assertThat(created).isTrue();
        assertThat(answers).isExhausted();
    }

    @Test
    void createThatMeetsOthersForEverFails() {
        // Given
        answers = List.of(409, 409, 409, 409, 409).iterator();

        // When // Then
        assertThatThrownBy(() -> store.create("key", new byte[1]))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("could not create key");
        assertThat(answers).isExhausted();
    }
}

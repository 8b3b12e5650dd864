package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.gateway.RealStack;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More slow clients than the gateway has threads, none of which is ended while the test runs: the others are answered. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class SlowClientsTest {

    private static final int CLIENTS = 40;

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    ArtefactStore store;

    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT, /datasets/slow", "PUT, /ancestors/slow/files/model.safetensors", "POST, /families"})
    void slowClientsKeepNobodyElseWaiting(String method, String path) throws Exception {
        // Given: bodies of which a byte has come
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(SlowClient.bringing(gateway, method, path));
        }

        // When / Then
        assertOthersAreAnswered();
    }

    @Test
    void clientsThatTakeNothingKeepNobodyElseWaiting() throws Exception {
        // Given: more than the buffers in between hold
        String path = SlowClient.largeFile(store);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(SlowClient.taking(gateway, path));
        }

        // When / Then
        assertOthersAreAnswered();
        assertThat(given().get(path).statusCode())
                .as("nobody's file waits in memory: the slots are in use")
                .isEqualTo(503);
    }

    private void assertOthersAreAnswered() throws Exception {
        // HTTP/2 is offered, as Java's client does by default
        int health = status(HttpRequest.newBuilder(gateway.resolve("/q/health/live")));
        int submitted = status(HttpRequest.newBuilder(gateway.resolve("/families"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"dataset\": \"synthetic-shapes\"}")));
        assertThat(health).isEqualTo(200);
        assertThat(submitted).isEqualTo(202);
    }

    private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        return client.send(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}

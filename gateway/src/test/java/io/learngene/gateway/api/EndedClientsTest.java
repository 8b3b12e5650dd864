package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.gateway.RealStack;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that bring next to nothing are ended, and what they had is free again. */
@Tag("faults")
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(EndedClientsTest.LittlePatience.class)
class EndedClientsTest {

    private static final int CLIENTS = 10;

    /** The server closes the connection of an upload that brings nothing at all; one that brings little is told so by 408. */
    private static final int CLOSED = -1;

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    ArtefactStore store;

    private final List<Socket> clients = new ArrayList<>();

    /** The slow ones are to be ended soon. */
    public static final class LittlePatience implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("foundry.gateway.client-patience", "3s");
        }
    }

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
    void slowClientsAreEnded(String method, String path) throws IOException {
        // Given: bodies of which a byte has come
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(SlowClient.bringing(gateway, method, path));
        }

        // When
        List<Integer> answers = new ArrayList<>();
        for (Socket client : clients) {
            answers.add(status(client));
        }
        // Then
        assertThat(answers).containsAnyOf(408, CLOSED).isSubsetOf(408, CLOSED, 503);
        // A slot is free a moment after its client has been told.
        await("the slots are free again")
                .atMost(Duration.ofSeconds(40))
                .until(() -> given().contentType("application/octet-stream")
                                .body("no archive".getBytes(US_ASCII))
                                .put("/datasets/quick")
                                .statusCode()
                        == 422);
    }

    @Test
    void clientsThatTakeNothingAreEnded() throws IOException {
        // Given: more clients than downloads at the same time
        String path = SlowClient.largeFile(store);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(SlowClient.taking(gateway, path));
        }
        List<Integer> answers = new ArrayList<>();
        for (Socket client : clients) {
            answers.add(status(client));
        }
        assertThat(answers).as("all slots are taken").contains(200, 503);

        // When / Then
        await().atMost(Duration.ofSeconds(40)).until(() -> given().get(path).statusCode() == 200);
    }

    @Test
    void clientThatAsksOnAndTakesNoAnswerIsEnded() throws IOException {
        // Given: 45 kB of requests, whose answers have 50 MB
        clients.add(SlowClient.asking(gateway, "/q/openapi", 1_000));

        // When / Then
        await().atMost(Duration.ofSeconds(40)).until(() -> SlowClient.ended(clients.get(0)));
    }

    private static int status(Socket client) throws IOException {
        String line = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII)).readLine();
        return line == null ? CLOSED : Integer.parseInt(line.split(" ")[1]);
    }
}

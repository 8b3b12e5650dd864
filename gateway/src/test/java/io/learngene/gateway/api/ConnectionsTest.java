package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each connection may hold an answer that its client does not take, so there are only so many. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(ConnectionsTest.FewConnections.class)
class ConnectionsTest {

    private static final int MOST = 20;
    private static final String LIVE = "/q/health/live";

    @TestHTTPResource("/")
    URI gateway;

    private final List<Socket> clients = new ArrayList<>();

    /** Few enough to have them all. */
    public static final class FewConnections implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("foundry.gateway.connections", Integer.toString(MOST));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void connectionsBeyondTheirNumberAreClosedAndKeepNobodyFromTheOthers() throws IOException {
        // Given
        await().atMost(Duration.ofSeconds(40)).until(() -> given().get(LIVE).statusCode() == 200);

        // When: each is kept
        List<Socket> answered = new ArrayList<>();
        for (int i = 0; i < 2 * MOST; i++) {
            Socket client = RawRequest.open(gateway);
            clients.add(client);
            if (RawRequest.next(client, LIVE) == 200) {
                answered.add(client);
            }
        }

        // Then
        assertThat(answered).hasSizeBetween(1, MOST);
        for (Socket client : answered) {
            assertThat(RawRequest.next(client, LIVE)).isEqualTo(200);
        }
        // And: who leaves makes room
        for (Socket client : answered) {
            client.close();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (Socket late = RawRequest.open(gateway)) {
                return RawRequest.next(late, LIVE) == 200;
            }
        });
    }
}

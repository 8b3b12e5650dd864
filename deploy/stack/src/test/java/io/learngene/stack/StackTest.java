package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {

    @TempDir
    static Path state;

    private static String secret;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        secret = ObjectStore.secretKey(state);
        store = ObjectStore.start(state, 0);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void brokerStartsAgainOnItsOldState() {
        // Given
        KafkaBroker first = KafkaBroker.start(state, 0);
        first.close();

        // When
        try (KafkaBroker second = KafkaBroker.start(state, 0)) {
            // Then
            assertThat(first.process().alive()).isFalse();
            assertThat(second.process().alive()).isTrue();
        }
    }

    @Test
    void storeRefusesStrangers() throws Exception {
        // Given
        HttpRequest request = HttpRequest.newBuilder(URI.create(store.endpoint() + "/bucket"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();

        // When
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void storesSecretIsItsOwnersAlone() throws Exception {
        // Then: it was made before the store started
        assertThat(store.secretKey()).isEqualTo(secret).matches("[0-9a-f]{48}");
        assertThat(ObjectStore.secretKey(state.resolve("another"))).isNotEqualTo(secret);
        for (String file : List.of("store/secret", "store/s3proxy.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void takenPortIsNamed() {
        // Given
        int port = URI.create(store.endpoint()).getPort();

        // When / Then
        assertThatThrownBy(() -> KafkaBroker.start(state, port))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("port " + port + " of the broker is taken");
    }
}

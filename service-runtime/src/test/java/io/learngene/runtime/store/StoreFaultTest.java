package io.learngene.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.stack.ObjectStore;
import io.learngene.stack.TcpProxy;
import io.learngene.stack.TcpProxy.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store behind a network that breaks: what was not done is told, and what is there is right. */
class StoreFaultTest {

    private static final String BUCKET = "faults";

    @TempDir
    static Path folder;

    private static ObjectStore server;
    private static TcpProxy proxy;

    private final String key = "objects/" + UUID.randomUUID();
    private S3Store store;

    @BeforeAll
    static void startServer() {
        server = ObjectStore.start(folder, 0);
        proxy = TcpProxy.before(Integer.parseInt(server.endpoint().replaceAll(".*:", "")));
        try (S3Store first = store(server.secretKey())) {
            first.prepare();
        }
    }

    @AfterAll
    static void stopServer() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void open() {
        store = store(server.secretKey());
    }

    @AfterEach
    void mend() {
        proxy.mend();
        store.close();
    }

    private static S3Store store(String secret) {
        return new S3Store("http://127.0.0.1:" + proxy.port(), BUCKET, ObjectStore.ACCESS_KEY, secret, null);
    }

    @Test
    void refusedConnectionIsToldAndOverWhenTheServerIsBack() {
        // Given
        store.put("x", key, new byte[] {1});
        proxy.refuse();

        // When, then
        assertThat(store.reachable()).isFalse();
        assertThatThrownBy(() -> store.stat(key))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("could not look up " + key);
        proxy.mend();
        assertThat(store.read(key)).contains(new byte[] {1});
    }

    @Test
    void slowServerIsWaitedFor() {
        // Given
        proxy.become(new Fault.Slow(Duration.ofMillis(300)));

        // When
        store.put("x", key, new byte[] {1});

        // Then
        assertThat(store.read(key)).contains(new byte[] {1});
    }

    @Test
    void serverThatAcceptsAndDoesNotAnswerIsKnownAsAway() {
        // Given
        proxy.become(new Fault.Hanging());

        // When, then
        assertThatThrownBy(() -> store.create(key, new byte[1]))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("could not create " + key);
    }

    @Test
    void downloadThatBreaksOffIsNotTakenForTheWhole() {
        // Given
        store.put("x", key, new byte[1 << 20]);
        proxy.become(new Fault.Truncated(1 << 19));

        // When, then
        assertThatThrownBy(() -> store.read(key))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(key);
        proxy.mend();
        assertThat(store.read(key))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(1 << 20));
    }

    @Test
    void objectWhoseCreationWasNotAnsweredIsOursWhenItIsCreatedAgain() {
        // Given
        byte[] ours = "ours".getBytes(UTF_8);
        proxy.become(new Fault.LostAnswer("PUT /" + BUCKET + "/" + key));

        // When: the client may repeat it by itself
        boolean created = createdInTheEnd(ours);

        // Then
        assertThat(created).isTrue();
        assertThat(store.read(key)).contains(ours);
        assertThat(store.create(key, "another's".getBytes(UTF_8))).isFalse();
    }

    private boolean createdInTheEnd(byte[] content) {
        try {
            return store.create(key, content);
        } catch (StoreException e) {
            return store.create(key, content);
        }
    }

    @Test
    void writeWhoseAnswerWasLostIsThereAndMayBeRepeated() {
        // Given
        proxy.become(new Fault.LostAnswer("PUT /" + BUCKET + "/" + key));

        // When
        try {
            store.put("x", key, new byte[] {1});
        } catch (StoreException e) {
            store.put("x", key, new byte[] {1});
        }

        // Then
        assertThat(store.read(key)).contains(new byte[] {1});
    }

    @Test
    void wrongCredentialsAreToldInTheServersWords() {
        // Given
        try (S3Store stranger = store("another secret")) {
            // When, then
            assertThat(stranger.reachable()).isFalse();
            assertThatThrownBy(() -> stranger.put("x", key, new byte[1]))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("could not write " + key)
                    .hasMessageContaining("signature");
        }
    }

    @Test
    void bucketThatIsGoneIsNamed() {
        // Given
        try (S3Store elsewhere = new S3Store(
                "http://127.0.0.1:" + proxy.port(), "gone", ObjectStore.ACCESS_KEY, server.secretKey(), null)) {
            // When, then
            assertThat(elsewhere.reachable()).isFalse();
            assertThatThrownBy(() -> elsewhere.put("x", key, new byte[1]))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("bucket");
        }
    }
}

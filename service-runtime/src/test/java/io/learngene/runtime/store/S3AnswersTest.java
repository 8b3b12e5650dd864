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
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that S3 gives and the server of the other tests does not. */
class S3AnswersTest {

    private HttpServer server;
    private S3Store store;
    private Iterator<Integer> answers;
    private String code = "ConditionalRequestConflict";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int status = answers.next();
            byte[] body = status == 200
                    ? new byte[0]
                    : ("<Error><Code>" + code + "</Code><Message>in its own words</Message></Error>")
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

    /** MinIO's disk and quota, Ceph's quota, and whoever knows the status of WebDAV. */
    @ParameterizedTest
    @CsvSource({
        "507, XMinioStorageFull",
        "400, XMinioAdminBucketQuotaExceeded",
        "403, QuotaExceeded",
        "507, InsufficientStorage"
    })
    void storeThatSaysThatItIsFullIsToldSo(int status, String name) {
        // Given
        code = name;
        answers = Stream.generate(() -> status).iterator();

        // When / Then
        assertFull(() -> store.put("name", "key", new byte[1]), "could not write key");
        assertFull(() -> store.create("key", new byte[1]), "could not create key");
    }

    @ParameterizedTest
    @CsvSource({"500, InternalError", "503, SlowDown", "403, AccessDenied"})
    void otherRefusalsAreNoFullStore(int status, String name) {
        // Given
        code = name;
        answers = Stream.generate(() -> status).iterator();

        // When / Then
        assertThatThrownBy(() -> store.create("key", new byte[1])).isExactlyInstanceOf(StoreException.class);
    }

    private static void assertFull(ThrowingCallable call, String what) {
        assertThatThrownBy(call)
                .isInstanceOf(FullStoreException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("it is full (in its own words); delete what is not needed, or give it more room");
    }
}

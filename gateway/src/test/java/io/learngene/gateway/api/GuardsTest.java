package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request passes, with requests that a browser or a library would not send. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class GuardsTest {

    private static final String DOCUMENT = "{\"dataset\": \"synthetic-shapes\"}";

    @TestHTTPResource("/")
    URI gateway;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /families, gzip",
        "POST, /families, GZIP",
        "POST, /families, br",
        "POST, /growths, deflate",
        "PUT, /datasets/pets, gzip",
        "PUT, /ancestors/pets/files/config.json, zstd",
        "PUT, /datasets/pets, 'identity, gzip'"
    })
    void packedBodyIsRefusedWithTheRemedy(String method, String path, String encoding) throws IOException {
        // When
        Response refused = given().header("Content-Encoding", encoding)
                .contentType(method.equals("PUT") ? "application/octet-stream" : "application/json")
                .body(gzip(DOCUMENT))
                .request(method, path);

        // Then
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.<String>path("detail")).contains(encoding, "send the body as it is");
        assertThat(refused.<String>path("field")).isEqualTo("Content-Encoding");
    }

    @Test
    void encodingThatChangesNothingIsRead() {
        assertThat(given().header("Content-Encoding", "identity")
                        .contentType("application/json")
                        .body(DOCUMENT)
                        .post("/families")
                        .statusCode())
                .isEqualTo(202);
    }

    /** As curl sends what is large: it waits to be asked for the body, and tells its length or does not. */
    @ParameterizedTest
    @CsvSource({
        "POST, /families, application/json, true, 202",
        "POST, /families, application/json, false, 202",
        "PUT, /datasets/pets, application/octet-stream, true, 422",
        "PUT, /datasets/pets, application/octet-stream, false, 422"
    })
    void clientThatWaitsToBeAskedForTheBodyIsAsked(
            String method, String path, String type, boolean declared, int status) throws Exception {
        // Given
        byte[] body = DOCUMENT.getBytes(UTF_8);
        HttpRequest.BodyPublisher publisher = declared
                ? HttpRequest.BodyPublishers.ofByteArray(body)
                : HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .method(method, publisher)
                .build();

        // When
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void connectionIsOfUseAfterARefusalOfALargeBody() throws Exception {
        // Given: more than the buffers in between hold
        byte[] large = new byte[8 << 20];

        // When / Then: the answer arrives although nobody reads the body, and the next request goes the same way
        try (Socket client = RawRequest.open(gateway)) {
            for (int i = 0; i < 3; i++) {
                String packed = "PUT /datasets/pets HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\n"
                        + "Content-Type: application/octet-stream\r\n";
                assertThat(RawRequest.status(client, packed, large)).isEqualTo(415);
                String tooLarge = "POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
                assertThat(RawRequest.status(client, tooLarge, large)).isEqualTo(413);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health/../../families",
                "/q/metrics/../../families",
                "/q/health/%2e%2e/%2e%2e/families",
                "/q/metrics/.%2e/../families",
                "/q/healthy",
                "/q/metricsfamilies",
                "/q/../families"
            })
    void pathThatOnlyBeginsAsAProbeIsMisdirectedUnderAForeignName(String path) throws IOException {
        assertThat(RawRequest.status(gateway, "GET " + path + " HTTP/1.1\r\nHost: rebound.example\r\n"))
                .isEqualTo(421);
    }

    @Test
    void changeBehindAProbesPathIsForbiddenToForeignPages() throws IOException {
        // When
        int status = RawRequest.status(
                gateway,
                "DELETE /q/health/../../families/nobody-1 HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n");

        // Then
        assertThat(status).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost, 202",
        "localhost, https://localhost, 202",
        "localhost, http://localhost:80, 202",
        "localhost, http://localhost:3000, 403",
        "localhost, https://localhost:8443, 403",
        "localhost:8080, http://localhost:8080, 202",
        "localhost:8080, http://localhost, 403",
        "localhost:8080, http://127.0.0.1:8080, 403",
        "LOCALHOST:8080, http://localhost:8080, 202",
        "[::1]:8080, http://[::1]:8080, 202",
        "127.0.0.1:8080, http://127.0.0.1:8080, 202",
        "127.0.0.1:8080, http://127.0.0.1.evil.example:8080, 403",
        "localhost:8080, http://localhost.evil.example:8080, 403",
        "localhost:8080, http://evil.example/localhost:8080, 403",
        "localhost:8080, http://localhost:8080@evil.example, 403",
        "localhost:8080, file://, 403",
        "localhost:8080, null, 403",
        "127.0.0.1:8080, https://foundry.example, 202"
    })
    void changeIsForPagesOfTheSameNameAndPort(String host, String origin, int status) throws IOException {
        // When
        int answered = RawRequest.status(
                gateway,
                "POST /families HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + DOCUMENT.length() + "\r\n",
                DOCUMENT.getBytes(UTF_8));

        // Then
        assertThat(answered).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: \r\n",
                "Host: evil.example\r\n",
                "Host: localhost.evil.example\r\n",
                "Host: 127.0.0.1.evil.example\r\n",
                "Host: evil.example:8080\r\n",
                "Host: 0x7f.1\r\n",
                "Host: localhost@evil.example\r\n",
                "Host: evil.example/localhost\r\n",
                "X-Forwarded-Host: localhost\r\nHost: evil.example\r\n",
                ""
            })
    void nameThatIsNoneOfTheGatewaysIsAnsweredWithNothing(String header) throws IOException {
        assertThat(RawRequest.status(gateway, "GET /families HTTP/1.1\r\n" + header))
                .isIn(400, 421, RawRequest.CLOSED);
    }

    @Test
    void requestThatIsNoneIsNoServersFault() throws IOException {
        for (String head : List.of(
                "GARBAGE\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
                "GET " + "/a".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n",
                "GET /families HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n",
                "POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n",
                "POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n",
                "POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
                "POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Type: ;;/,\r\nContent-Length: 0\r\n",
                "BREW /families HTTP/1.1\r\nHost: localhost\r\n")) {
            // When
            int status = RawRequest.status(gateway, head);

            // Then
            assertThat(status)
                    .as(head.lines().findFirst().orElseThrow().substring(0, 7))
                    .isNotEqualTo(500)
                    .isNotEqualTo(200);
        }
    }

    @Test
    void idempotencyKeyOfAnyFormNeverLeadsOutOfTheStoresKeys() {
        for (String key : List.of("../../ancestors/x", "a/b", "\u00e4", "a\tb", "%00", "k".repeat(200))) {
            // When
            Response first = keyed(key);
            Response repeat = keyed(key);

            // Then
            assertThat(first.statusCode()).as(key).isEqualTo(202);
            assertThat(repeat.asString()).isEqualTo(first.asString());
        }
        assertThat(keyed("k".repeat(201)).statusCode()).isEqualTo(400);
    }

    private static Response keyed(String key) {
        return given().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(DOCUMENT)
                .post("/families");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}

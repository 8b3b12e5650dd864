package io.learngene.local.client;

import static io.learngene.local.client.FakeGateway.of;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final String WEIGHTS = "weights ".repeat(50_000);
    private static final int BEGUN = 100_000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("models/L06/model.safetensors");
    }

    @Test
    void connectionThatBreaksIsTakenUpWhereItWas() throws Exception {
        // Given
        try (FakeGateway gateway = new FakeGateway(breaking("\"a\"", WEIGHTS), rest("\"a\"", WEIGHTS))) {
            // When
            long size = gateway.client().download("/file", file, sha256(WEIGHTS));

            // Then
            assertThat(size).isEqualTo(WEIGHTS.length());
            assertThat(file).hasContent(WEIGHTS);
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::range)
                    .containsExactly(null, "bytes=" + BEGUN + "-");
            assertThat(gateway.told()).singleElement().asString().contains("does not answer", "trying again");
        }
    }

    @Test
    void contentThatChangedMeanwhileIsFetchedFromItsBeginning() throws Exception {
        // Given: If-Range, which does not hold, is answered with the whole
        String other = "other ".repeat(50_000);
        try (FakeGateway gateway = new FakeGateway(breaking("\"a\"", WEIGHTS), whole("\"b\"", other))) {
            // When
            gateway.client().download("/file", file, sha256(other));

            // Then
            assertThat(file).hasContent(other);
        }
    }

    @Test
    void contentWithoutAnETagIsFetchedFromItsBeginning() throws Exception {
        // Given
        try (FakeGateway gateway = new FakeGateway(breaking(null, WEIGHTS), whole(null, WEIGHTS))) {
            // When
            gateway.client().download("/file", file, sha256(WEIGHTS));

            // Then
            assertThat(file).hasContent(WEIGHTS);
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::range)
                    .containsOnlyNulls();
        }
    }

    @Test
    void anotherPartThanWasAskedForIsNotBelieved() throws Exception {
        // Given
        FakeGateway.Answer wrong = exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"a\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-9/10");
            exchange.sendResponseHeaders(206, 5);
            exchange.getResponseBody().write("wrong".getBytes(UTF_8));
            exchange.close();
        };
        try (FakeGateway gateway = new FakeGateway(breaking("\"a\"", WEIGHTS), wrong, whole("\"a\"", WEIGHTS))) {
            // When
            gateway.client().download("/file", file, sha256(WEIGHTS));

            // Then
            assertThat(file).hasContent(WEIGHTS);
        }
    }

    @Test
    void busyGatewayIsAskedAgain() throws Exception {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                of(503, "{\"title\": \"too many downloads\", \"status\": 503}"), whole("\"a\"", WEIGHTS))) {
            // When
            gateway.client().download("/file", file, null);

            // Then
            assertThat(file).hasContent(WEIGHTS);
            assertThat(gateway.told()).singleElement().asString().contains("too many downloads");
        }
    }

    @Test
    void connectionThatBreaksAgainAndAgainIsGivenUp() throws IOException {
        // Given
        try (FakeGateway gateway = new FakeGateway(FakeGateway.breaking())) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", file, null));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
            assertThat(gateway.told()).hasSize(3);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void damagedContentReplacesNothing() throws Exception {
        // Given
        Files.createDirectories(file.getParent());
        Files.writeString(file, "from before");
        try (FakeGateway gateway = new FakeGateway(whole("\"a\"", WEIGHTS))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", file, sha256("else")));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.FAILED);
            assertThat(failure).hasMessageContaining("arrived damaged").hasMessageContaining("try again");
            assertThat(file).hasContent("from before");
            assertThat(left()).containsExactly(file);
        }
    }

    @Test
    void whatIsNotThereMakesNoFolder() throws IOException {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(404, "{\"detail\": \"no model L06 yet\", \"status\": 404}"))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", file, null));

            // Then
            assertThat(failure).hasMessage("no model L06 yet (HTTP 404)");
            assertThat(failure.exitCode()).isEqualTo(FoundryException.USAGE);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void placeWhereNoFileCanBeIsRefusedBeforeAnythingIsFetched() throws IOException {
        // Given
        Path inTheWay = Files.writeString(folder.resolve("models"), "a file");
        try (FakeGateway gateway = new FakeGateway(whole("\"a\"", WEIGHTS))) {
            // When
            FoundryException below = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", file, null));
            FoundryException itself = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", folder, null));

            // Then
            assertThat(below).hasMessage("cannot write " + file + ": " + inTheWay + " is no folder");
            assertThat(itself).hasMessageStartingWith("cannot write " + folder + ": it is a folder");
            assertThat(List.of(below.exitCode(), itself.exitCode())).containsOnly(FoundryException.USAGE);
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @Test
    void fullDiskIsNamedAndNotTheGateway() throws IOException {
        // Given: what is written here ends on a device that is always full
        Path full = folder.resolve("model.safetensors");
        Files.createSymbolicLink(folder.resolve("model.safetensors.partial"), Path.of("/dev/full"));
        try (FakeGateway gateway = new FakeGateway(whole("\"a\"", WEIGHTS))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().download("/file", full, null));

            // Then
            assertThat(failure).hasMessage("cannot write " + full + ": the disk is full; make room on it");
            assertThat(failure.exitCode()).isEqualTo(FoundryException.FAILED);
            assertThat(gateway.told()).isEmpty();
        }
    }

    private static FakeGateway.Answer whole(String etag, String content) {
        return exchange -> {
            byte[] bytes = content.getBytes(UTF_8);
            if (etag != null) {
                exchange.getResponseHeaders().set("ETag", etag);
            }
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private static FakeGateway.Answer breaking(String etag, String content) {
        return exchange -> {
            byte[] bytes = content.getBytes(UTF_8);
            if (etag != null) {
                exchange.getResponseHeaders().set("ETag", etag);
            }
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, BEGUN);
            exchange.getResponseBody().flush();
            throw new IOException("broken on purpose");
        };
    }

    /** Answers a range as the gateway does, if it is one. */
    private static FakeGateway.Answer rest(String etag, String content) {
        return exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("If-Range")).isEqualTo(etag);
            byte[] bytes = content.getBytes(UTF_8);
            byte[] part = Arrays.copyOfRange(bytes, BEGUN, bytes.length);
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + BEGUN + "-" + (bytes.length - 1) + "/" + bytes.length);
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part);
            exchange.close();
        };
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String sha256(String content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
    }
}

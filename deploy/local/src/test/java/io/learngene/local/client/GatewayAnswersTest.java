package io.learngene.local.client;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of answers that are not what was hoped for. */
class GatewayAnswersTest {

    private static final String PAGE =
            "<html>\n<head><title>Sign in</title></head>\n<body>" + "x".repeat(5000) + "</body></html>";

    private static final List<Consumer<GatewayClient>> CALLS = List.of(
            client -> client.get("/families"),
            client -> client.family("f-1"),
            client -> client.post("/families", "application/json", new byte[0], "family"),
            client -> client.estimate("application/json", new byte[0]),
            client -> client.put("/datasets/x", Path.of("x.zip"), () -> new ByteArrayInputStream(new byte[10])),
            client -> client.delete("/families/f-1"));

    @Test
    void pageOfAnotherProgramIsNoAnswerOfAGateway() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, PAGE))) {
            for (Consumer<GatewayClient> call : CALLS) {
                // When
                FoundryException failure =
                        catchThrowableOfType(FoundryException.class, () -> call.accept(gateway.client()));

                // Then
                assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
                assertThat(failure.getMessage())
                        .startsWith("what answers at " + gateway.address() + " is no gateway")
                        .contains("<title>Sign in</title>")
                        .doesNotContain("\n")
                        .hasSizeLessThan(500);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"500, 3", "502, 3", "403, 2", "302, 2"})
    void errorThatIsNoProblemDocumentIsToldInOneLine(int status, int code) {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(status, PAGE))) {
            for (Consumer<GatewayClient> call : CALLS) {
                // When
                FoundryException failure =
                        catchThrowableOfType(FoundryException.class, () -> call.accept(gateway.client()));

                // Then
                assertThat(failure.exitCode()).isEqualTo(code);
                assertThat(failure.getMessage())
                        .contains("(HTTP " + status + ")", "Sign in")
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void errorWithoutAnyReasonIsTold() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(500, "{}"))) {
            // When
            // Then
            assertThatThrownBy(() -> gateway.client().get("/families"))
                    .hasMessageContaining(gateway.address() + " gave no reason")
                    .hasMessageContaining("(HTTP 500)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"family\": 7}", "\"f-1\"", "null", ""})
    void answerWithoutWhatWasAskedForIsNoGateways(String body) {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(202, body))) {
            // When
            // Then
            assertThatThrownBy(() -> gateway.client().post("/families", "application/json", new byte[0], "family"))
                    .isInstanceOf(FoundryException.class)
                    .hasMessageContaining("is no gateway of this version");
            assertThatThrownBy(() -> gateway.client().family("f-1"))
                    .isInstanceOf(FoundryException.class)
                    .hasMessageContaining("is no gateway of this version");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8080",
                "localhost",
                "ftp://localhost",
                "http://",
                "http:///x",
                "http://a b",
                "http://localhost:8080?x=1",
                "http://localhost:8080#x",
                "file:///etc/passwd"
            })
    void addressThatIsNoneIsNamed(String address) {
        // When
        // Then
        assertThatThrownBy(() -> new GatewayClient(address))
                .isInstanceOf(FoundryException.class)
                .hasMessage("'" + address + "' is no address of a gateway; give one such as http://localhost:8080");
    }

    @Test
    void whatPeopleTypeStaysOneName() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(404, "{\"detail\": \"no such family\", \"status\": 404}"))) {
            // When
            // Then
            assertThatThrownBy(() -> gateway.client().family("a b/../c?d#é")).hasMessage("no such family (HTTP 404)");
            assertThat(gateway.requests())
                    .singleElement()
                    .extracting(FakeGateway.Request::target)
                    .isEqualTo("/families/a%20b%2F..%2Fc%3Fd%23%C3%A9");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void nameThatWouldMeanAnotherResourceIsRefused(String name) {
        // When
        // Then
        assertThatThrownBy(() -> Resource.of("families", name, "models"))
                .isInstanceOf(FoundryException.class)
                .hasMessage("'" + name + "' is no name");
    }

    @Test
    void fileThatCannotBeOpenedIsTheCauseAndNotTheGateway() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(201, "{}"))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().put("/datasets/x", Path.of("x.zip"), () -> {
                        throw new NoSuchFileException("x.zip");
                    }));

            // Then
            assertThat(failure).hasMessage("cannot read x.zip: no such file or folder");
            assertThat(failure.exitCode()).isEqualTo(FoundryException.USAGE);
        }
    }

    @Test
    void diskThatFailsWhileItIsReadIsTheCauseAndTheUploadDoesNotEndInOrder() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(201, "{}"))) {
            // When
            FoundryException failure = catchThrowableOfType(FoundryException.class, () -> gateway.client()
                    .put("/datasets/x", Path.of("x.zip"), GatewayAnswersTest::failing));

            // Then
            assertThat(failure).hasMessage("cannot read x.zip: Input/output error");
            assertThat(failure.exitCode()).isEqualTo(FoundryException.FAILED);
            assertThat(gateway.requests()).isEmpty();
        }
    }

    private static InputStream failing() {
        InputStream begun = new ByteArrayInputStream(new byte[100_000]);
        return new FilterInputStream(begun) {
            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                int taken = super.read(bytes, offset, count);
                if (taken < 0) {
                    throw new IOException("Input/output error");
                }
                return taken;
            }
        };
    }
}

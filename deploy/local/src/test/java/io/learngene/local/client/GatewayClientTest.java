package io.learngene.local.client;

import static io.learngene.local.client.FakeGateway.breaking;
import static io.learngene.local.client.FakeGateway.of;
import static io.learngene.local.client.FakeGateway.tooMany;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayClientTest {

    private static final FakeGateway.Answer ACCEPTED = of(202, "{\"family\": \"f-1\"}");
    private static final FakeGateway.Answer AWAY =
            of(503, "{\"title\": \"the broker did not confirm\", \"status\": 503}");

    @TempDir
    private Path folder;

    @Test
    void requestThatWasNotConfirmedIsRepeatedWithTheSameKey() {
        // Given
        try (FakeGateway gateway = new FakeGateway(AWAY, breaking(), ACCEPTED)) {
            // When
            JsonNode answer = post(gateway.client());

            // Then
            assertThat(answer.get("family").asText()).isEqualTo("f-1");
            assertThat(gateway.keys()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(Set.copyOf(gateway.keys())).singleElement().asString().matches("[0-9a-f]{32}");
            assertThat(gateway.told()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(gateway.told().get(0)).contains("the broker did not confirm (HTTP 503); trying again in 0 s");
        }
    }

    @Test
    void everyRequestHasAKeyOfItsOwn() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            post(gateway.client());
            post(gateway.client());

            // Then
            assertThat(gateway.keys()).hasSize(2).doesNotHaveDuplicates();
            assertThat(gateway.told()).isEmpty();
        }
    }

    @Test
    void proxyWhoseGatewayIsBeingStartedIsAskedAgain() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(502, "<html>bad gateway</html>"), ACCEPTED)) {
            // When
            JsonNode answer = post(gateway.client());

            // Then
            assertThat(answer.get("family").asText()).isEqualTo("f-1");
        }
    }

    @Test
    void followingIsNotRepeatedWhereNoRepeatCanHelp() {
        for (FakeGateway.Answer answer :
                List.of(of(500, "{\"detail\": \"broken\"}"), of(507, "{\"detail\": \"full\"}"))) {
            // Given
            try (FakeGateway gateway = new FakeGateway(answer)) {
                // When
                FoundryException failure = catchThrowableOfType(
                        FoundryException.class, () -> gateway.client().follow("f-1", null, event -> true));

                // Then
                assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
                assertThat(failure.passing()).isFalse();
            }
        }
    }

    @Test
    void gatewayThatStaysAwayIsGivenUp() {
        // Given
        try (FakeGateway gateway = new FakeGateway(AWAY)) {
            // When
            FoundryException failure = catchThrowableOfType(FoundryException.class, () -> post(gateway.client()));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
            assertThat(failure).hasMessage("the broker did not confirm (HTTP 503)");
            assertThat(gateway.keys()).hasSize(1 + 3);
        }
    }

    @Test
    void whoAsksTooOftenComesAgainWhateverWasAskedFor() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("pets.zip"), "archive");
        List<Consumer<GatewayClient>> requests = List.of(
                client -> client.get("/families"),
                client -> client.delete("/families/f-1"),
                GatewayClientTest::post,
                client -> client.put("/datasets/pets", file, () -> Files.newInputStream(file)),
                client -> client.download("/families", folder.resolve("downloaded"), null));
        for (Consumer<GatewayClient> request : requests) {
            try (FakeGateway gateway = new FakeGateway(tooMany("0"), tooMany("0"), of(200, "{\"family\": \"f-1\"}"))) {
                // When
                request.accept(gateway.client());

                // Then
                assertThat(gateway.requests()).hasSize(3);
                assertThat(gateway.requests().get(2).body())
                        .isEqualTo(gateway.requests().get(0).body());
                assertThat(gateway.told())
                        .hasSize(2)
                        .allMatch(line -> line.contains("too often (HTTP 429); trying again"));
            }
        }
    }

    @Test
    void whoAlwaysAsksTooOftenIsToldSo() {
        // Given
        try (FakeGateway gateway = new FakeGateway(tooMany("0"))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().get("/families"));

            // Then
            assertThat(failure).hasMessage("too often (HTTP 429)");
            assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
            assertThat(gateway.requests()).hasSize(1 + 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "0, 0", "soon, 0", "-1, 0", "Fri, 0", "99999999999, 0"})
    void streamIsFollowedAgainWhenTheGatewaySays(String header, int seconds) {
        // Given
        try (FakeGateway gateway = new FakeGateway(tooMany(header))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> gateway.client().follow("f-1", null, event -> true));

            // Then
            assertThat(failure.passing()).isTrue();
            assertThat(failure.atLeast()).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void pauseIsNoShorterThanTheGatewayAsksForAndEndsAfterAMinute() {
        // Given
        Repeats repeats = new Repeats(List.of(Duration.ofSeconds(10)), line -> {});

        // When / Then
        assertThat(repeats.pause(1, Duration.ZERO)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(repeats.pause(1, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(repeats.pause(1, Duration.ofDays(30))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refusalIsNotRepeated() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(400, "{\"title\": \"name\", \"status\": 400}"), ACCEPTED)) {
            // When
            FoundryException failure = catchThrowableOfType(FoundryException.class, () -> post(gateway.client()));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.USAGE);
            assertThat(gateway.keys()).hasSize(1);
        }
    }

    private static JsonNode post(GatewayClient client) {
        return client.post("/families", "application/json", new byte[] {'{', '}'});
    }
}

package io.learngene.local.client;

import static io.learngene.local.client.FakeGateway.breaking;
import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayClientTest {

    private static final FakeGateway.Answer ACCEPTED = of(202, "{\"family\": \"f-1\"}");
    private static final FakeGateway.Answer AWAY =
            of(503, "{\"title\": \"the broker did not confirm\", \"status\": 503}");

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

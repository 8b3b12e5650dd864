package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.breaking;
import static io.learngene.local.client.FakeGateway.breakingAfter;
import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.local.client.FakeGateway;
import io.learngene.local.client.FoundryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowingTest {

    @ParameterizedTest
    @CsvSource({"done, 0", "failed, 1", "cancelled, 1"})
    void familyThatEndsEndsTheCommand(String state, int code) {
        // Given: the stream stays open after its last event
        try (FakeGateway gateway = new FakeGateway(breakingAfter(event(state)), of(200, family(state)))) {
            // When
            int actual = Following.toTheEnd(gateway.client(), "f-1", true);

            // Then
            assertThat(actual).isEqualTo(code);
            assertThat(gateway.told()).isEmpty();
        }
    }

    @Test
    void brokenConnectionIsToldAndMadeAnew() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                breakingAfter(event("running")),
                of(503, "{\"title\": \"starting\", \"status\": 503}"),
                of(200, event("done")),
                of(200, family("done")))) {
            // When
            int code = Following.toTheEnd(gateway.client(), "f-1", true);

            // Then
            assertThat(code).isZero();
            assertThat(gateway.told()).hasSize(2);
            assertThat(gateway.told().get(0)).contains("does not answer", "trying again");
            assertThat(gateway.told().get(1)).contains("starting (HTTP 503)");
        }
    }

    @Test
    void streamThatEndsInOrderTooEarlyIsFollowedAgainAfterAPause() {
        // Given
        try (FakeGateway gateway =
                new FakeGateway(of(200, event("running")), of(200, event("done")), of(200, family("done")))) {
            // When
            int code = Following.toTheEnd(gateway.client(), "f-1", true);

            // Then
            assertThat(code).isZero();
            assertThat(gateway.told())
                    .singleElement()
                    .asString()
                    .contains("the events of f-1 ended early; trying again");
        }
    }

    @Test
    void gatewayThatStaysAwayEndsTheCommandAndNotTheWork() {
        // Given
        try (FakeGateway gateway = new FakeGateway(breaking())) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> Following.toTheEnd(gateway.client(), "f-1", true));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.UNREACHABLE);
            assertThat(failure).hasMessageContaining("foundry watch f-1");
            assertThat(gateway.told()).hasSize(3);
        }
    }

    @Test
    void unknownFamilyIsNotFollowed() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(404, "{\"title\": \"no family f-1\", \"status\": 404}"))) {
            // When
            FoundryException failure = catchThrowableOfType(
                    FoundryException.class, () -> Following.toTheEnd(gateway.client(), "f-1", true));

            // Then
            assertThat(failure.exitCode()).isEqualTo(FoundryException.USAGE);
            assertThat(gateway.told()).isEmpty();
        }
    }

    private static String family(String state) {
        return "{\"family\": \"f-1\", \"state\": \"" + state
                + "\", \"created_at\": \"2026-01-01T00:00:00Z\", \"jobs\": [], \"descendants\": []}";
    }

    private static String event(String state) {
        return "event: family\ndata: " + family(state) + "\n\n";
    }
}

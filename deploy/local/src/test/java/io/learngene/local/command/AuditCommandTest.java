package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import org.junit.jupiter.api.Test;

class AuditCommandTest {

    @Test
    void factsAreListedWithWhatWasAndIsAndHowToSeeMore() {
        // Given
        FakeGateway.Answer page = of(
                200,
                "{\"facts\": [{\"at\": \"2026-11-27T10:00:00Z\", \"who\": \"anna\\u001b[2J\", \"what\": \"cancelFamily\","
                        + " \"target\": \"families/acme~pets-1\", \"before\": {\"state\": \"running\"},"
                        + " \"after\": {\"state\": \"cancelled\"}}], \"unreadable\": 2, \"next\": \"41\"}");
        try (FakeGateway gateway = new FakeGateway(page)) {
            // When
            Typed outcome = Typed.run(gateway, "audit", "--limit", "1", "--after", "42");

            // Then
            assertThat(outcome.succeeded().out())
                    .contains("anna", "cancelFamily", "families/acme~pets-1", "state=running", "state=cancelled")
                    .contains("2 more cannot be read", "more with --after 41")
                    .doesNotContain("\u001b");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/audit?limit=1&after=42");
        }
    }
}

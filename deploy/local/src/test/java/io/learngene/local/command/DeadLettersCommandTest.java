package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import org.junit.jupiter.api.Test;

class DeadLettersCommandTest {

    private static final String FIRST = letter("f-1/tune/L09", "out of memory", "true", "retry f-1/tune/L09");
    private static final String OLDER = letter("f-1/tune/L09", "out of memory, too", "true", "retry f-1/tune/L09");
    private static final String OTHER = letter("f-2/distill", "no such class", "false", "family f-2 was cancelled");
    private static final String RUBBISH =
            "{\"topic\": \"dlq.x\", \"offset\": 7, \"reason\": \"no\\nJSON\", \"retriable\": false, \"remedy\": \"no job\"}";

    private static final FakeGateway.Answer CONFLICT =
            of(409, "{\"detail\": \"family f-2 was cancelled\", \"status\": 409}");

    @Test
    void lettersAreListedWithWhatToDoAndHowToSeeMore() {
        // Given
        try (FakeGateway gateway = new FakeGateway(page("a-0@5", FIRST, RUBBISH))) {
            // When
            Typed outcome = Typed.run(gateway, "dead-letters", "--limit", "2");

            // Then
            assertThat(outcome.succeeded().out())
                    .contains(
                            "out of memory",
                            "foundry retry f-1/tune/L09",
                            "dlq.x at 7",
                            "no JSON",
                            "1 of them are no jobs",
                            "2 of 9; more with --after a-0@5");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/dead-letters?limit=2");
        }
    }

    @Test
    void replayTriesEachJobOfAllPagesOnceAndSaysWhyOthersCannotBe() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                page("a-0@5", FIRST, OTHER),
                of(202, "{\"family\": \"f-1\", \"job\": \"f-1/tune/L09\"}"),
                CONFLICT,
                page(null, OLDER, RUBBISH))) {
            // When
            Typed outcome = Typed.run(gateway, "dead-letters", "--replay");

            // Then
            assertThat(outcome.succeeded().out())
                    .contains(
                            "f-1/tune/L09 is queued again\n",
                            "f-2/distill is left: family f-2 was cancelled",
                            "dlq.x at 7 is left: no job\n",
                            "1 queued again, 2 left\n");
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly(
                            "/dead-letters?limit=200",
                            "/jobs/f-1/tune/L09/retry",
                            "/jobs/f-2/distill/retry",
                            "/dead-letters?limit=200&after=a-0%405");
        }
    }

    @Test
    void gatewayThatGoesAwayEndsAReplayAndIsNoReasonOfAJob() {
        // Given
        try (FakeGateway gateway = new FakeGateway(page(null, FIRST), of(500, "{\"detail\": \"broken\"}"))) {
            // When
            Typed outcome = Typed.run(gateway, "dead-letters", "--replay");

            // Then
            assertThat(outcome.failedWith(3).err()).contains("broken");
        }
    }

    private static FakeGateway.Answer page(String next, String... letters) {
        return of(
                200,
                "{\"dead_letters\": [" + String.join(", ", letters) + "], \"unreadable\": 1, \"total\": 9"
                        + (next == null ? "" : ", \"next\": \"" + next + "\"") + "}");
    }

    private static String letter(String job, String reason, String retriable, String remedy) {
        return "{\"topic\": \"dlq.jobs\", \"offset\": 1, \"job\": \"" + job + "\", \"attempts\": 5, \"reason\": \""
                + reason + "\", \"at\": \"2026-11-27T12:00:00Z\", \"retriable\": " + retriable + ", \"remedy\": \""
                + remedy + "\"}";
    }
}

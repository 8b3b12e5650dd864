package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDecisionTest {

    @ParameterizedTest
    @CsvSource({
        // published, failed before, cancelled, late, failures, delivery
        "true,  true,  true,  true,  9, 8, QUEUE_ANEW",
        "true,  true,  true,  true,  9, 7, ANNOUNCE_AGAIN",
        "false, true,  true,  true,  9, 7, FAILED_BEFORE",
        "false, false, true,  true,  9, 7, DROP_CANCELLED",
        "false, false, false, true,  0, 7, TOO_LATE",
        "false, false, false, false, 5, 7, GIVE_UP",
        "false, false, false, false, 4, 8, QUEUE_ANEW",
        "false, false, false, false, 4, 7, RUN",
        "false, false, false, false, 0, 1, RUN"
    })
    void whatIsKnownDecides(
            boolean published,
            boolean failed,
            boolean cancelled,
            boolean late,
            int failures,
            int delivery,
            JobDecision expected) {
        assertThat(JobDecision.of(published, failed, cancelled, late, failures, 5, delivery))
                .isEqualTo(expected);
    }

    @Test
    void workIsOnlyDoneWhereNothingIsKnownThatSpeaksAgainstIt() {
        for (int bits = 0; bits < 16; bits++) {
            for (int failures = 0; failures <= 6; failures++) {
                for (int delivery = 1; delivery <= 10; delivery++) {
                    // Given
                    boolean known = bits != 0 || failures >= 5;

                    // When
                    JobDecision decision = JobDecision.of(
                            (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, failures, 5, delivery);

                    // Then
                    boolean last = delivery >= JobDecision.MOST_DELIVERIES;
                    assertThat(decision == JobDecision.QUEUE_ANEW)
                            .as("before the broker puts it aside in silence")
                            .isEqualTo(last);
                    assertThat(decision == JobDecision.RUN).isEqualTo(!known && !last);
                }
            }
        }
    }
}

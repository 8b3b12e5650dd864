package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDecisionTest {

    @ParameterizedTest
    @CsvSource({
        // published, failed before, cancelled, failures, delivery
        "true,  true,  true,  9, 9, ANNOUNCE_AGAIN",
        "false, true,  true,  9, 9, FAILED_BEFORE",
        "false, false, true,  9, 9, DROP_CANCELLED",
        "false, false, false, 5, 9, GIVE_UP",
        "false, false, false, 4, 8, QUEUE_ANEW",
        "false, false, false, 4, 7, RUN",
        "false, false, false, 0, 1, RUN"
    })
    void whatIsKnownDecides(
            boolean published, boolean failed, boolean cancelled, int failures, int delivery, JobDecision expected) {
        assertThat(JobDecision.of(published, failed, cancelled, failures, 5, delivery))
                .isEqualTo(expected);
    }
}

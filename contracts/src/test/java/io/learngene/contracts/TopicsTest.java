package io.learngene.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.family.Priority;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void jobsOfNormalPriorityStayWhereTheyWere() {
        assertThat(Topics.jobs("tune", "default", Priority.NORMAL)).isEqualTo("learngene.jobs.tune.v2");
        assertThat(Topics.jobs("tune", "a100", Priority.NORMAL)).isEqualTo("learngene.jobs.tune.a100.v2");
    }

    @Test
    void noPoolIsMistakenForAPriority() {
        assertThat(Topics.jobs("tune", "default", Priority.HIGH)).isEqualTo("learngene.jobs.tune.v2.high");
        assertThat(Topics.jobs("tune", "high", Priority.NORMAL)).isEqualTo("learngene.jobs.tune.high.v2");
        assertThat(Topics.jobs("tune", "high", Priority.LOW)).isEqualTo("learngene.jobs.tune.high.v2.low");
    }

    @Test
    void jobsOfAllPrioritiesArePutAsideInOnePlace() {
        for (Priority priority : Priority.values()) {
            assertThat(Topics.deadLetters(Topics.jobs("tune", "a100", priority)))
                    .isEqualTo("dlq.learngene.jobs.tune.a100.v2");
        }
        assertThat(Topics.deadLetters(Topics.EVENTS)).isEqualTo("dlq.learngene.events.v2");
    }
}

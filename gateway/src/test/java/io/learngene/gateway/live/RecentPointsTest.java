package io.learngene.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentPointsTest {

    private final RecentPoints recent = new RecentPoints(100, 60);
    private long offset;

    @Test
    void familyThatReportsMuchDoesNotCostTheOthersTheirs() {
        // Given
        add("quiet-1", 1, 1);

        // When
        for (int step = 1; step <= 1000; step++) {
            add("noisy-1", 1, step);
            add("noisy-2", 1, step);
        }

        // Then
        assertThat(recent.of("quiet-1")).hasSize(1);
        assertThat(recent.of("noisy-1").size() + recent.of("noisy-2").size()).isEqualTo(99);
        assertThat(recent.of("noisy-1"))
                .last()
                .matches(live -> live.point().position().step() == 1000);
    }

    @Test
    void stretchThatAnotherAttemptRepeatsIsThereOnce() {
        // Given
        for (int step = 1; step <= 10; step++) {
            add("toy-1", 1, step);
        }

        // When: it begins again at the checkpoint of step 6
        for (int step = 7; step <= 12; step++) {
            add("toy-1", 2, step);
        }

        // Then
        assertThat(recent.of("toy-1"))
                .extracting(live -> live.point().position().step())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void accuracyAtTheStepOfALossKeepsIt() {
        // When
        add("toy-1", 1, 5);
        add("toy-1", 1, 5);

        // Then
        assertThat(recent.of("toy-1")).hasSize(2);
    }

    private void add(String family, int attempt, int step) {
        recent.add(new LivePoint(
                offset++,
                new TrainingPoint(
                        family + "/distill",
                        family,
                        attempt,
                        // As read from JSON: equal, and not the same object.
                        new String("distillation"),
                        new Position(0, 1, step, 1000),
                        Readings.NONE,
                        Scores.NONE,
                        Instant.EPOCH.plusSeconds(offset))));
    }
}

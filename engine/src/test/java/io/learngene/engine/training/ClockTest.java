package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A clock whose nanoseconds begin near their overflow, as a machine's may. */
class ClockTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final Clock clock = new Clock(now::get);

    @Test
    void nothingIsGuessedBeforeTheFirstStep() {
        // When
        Progress progress = clock.report(0, 4, 0, 100, 4, 1e-3);

        // Then
        assertThat(progress.loss()).isNull();
        assertThat(progress.imagesPerSecond()).isNull();
        assertThat(progress.etaSeconds()).isNull();
    }

    @Test
    void reportIsDueEverySecond() {
        // Given
        pass(999);
        boolean early = clock.reportDue();
        pass(1);
        boolean due = clock.reportDue();

        // When
        clock.report(0, 1, 1, 10, 1, 1e-3);

        // Then
        assertThat(early).isFalse();
        assertThat(due).isTrue();
        assertThat(clock.reportDue()).isFalse();
    }

    @Test
    void lossAndSpeedAreThoseSinceTheReportBefore() {
        // Given
        clock.step(1, 100, 8.0);
        clock.report(0, 1, 1, 10, 1, 1e-3);
        clock.step(0.5, 100, 2.0);
        clock.step(0.5, 50, 1.0);

        // When
        Progress progress = clock.report(0, 1, 3, 10, 1, 1e-3);

        // Then
        assertThat(progress.loss()).isCloseTo(1.5, within(1e-12));
        assertThat(progress.imagesPerSecond()).isCloseTo(150, within(1e-9));
    }

    @Test
    void stepThatOverflowedHasNoLossAndTakesItsTime() {
        // Given
        clock.step(1, 100, 2.0);
        clock.step(1, 100, null);

        // When
        Progress progress = clock.report(0, 1, 2, 10, 1, 1e-3);

        // Then
        assertThat(progress.loss()).isEqualTo(2);
        assertThat(progress.imagesPerSecond()).isCloseTo(100, within(1e-9));
    }

    @Test
    void restIsTheStepsThatAreLeftAndAnEvaluationForEveryEpoch() {
        // Given: 2 s a step, 5 s an evaluation
        clock.step(1, 10, 1.0);
        clock.step(3, 10, 1.0);
        clock.evaluation(5);

        // When
        Progress progress = clock.report(1, 4, 20, 100, 3, 1e-3);

        // Then
        assertThat(progress.etaSeconds()).isCloseTo(80 * 2 + 3 * 5, within(1e-9));
    }

    @Test
    void reportWithoutAStepSinceTheLastKeepsItsGuessOfTheRest() {
        // Given
        clock.step(2, 10, 1.0);
        clock.report(0, 1, 1, 10, 1, 1e-3);

        // When
        Progress progress = clock.report(0, 1, 1, 10, 1, 1e-3);

        // Then
        assertThat(progress.loss()).isNull();
        assertThat(progress.imagesPerSecond()).isNull();
        assertThat(progress.etaSeconds()).isCloseTo(18, within(1e-9));
    }

    @Test
    void stepsThatTakeNoMeasurableTimeHaveNoSpeed() {
        // Given
        clock.step(0, 10, 1.0);

        // When
        Progress progress = clock.report(0, 1, 1, 10, 1, 1e-3);

        // Then
        assertThat(progress.imagesPerSecond()).isNull();
        assertThat(progress.loss()).isEqualTo(1);
    }

    @Test
    void checkpointIsDueAnIntervalAfterTheLast() {
        // Given
        Duration interval = Duration.ofSeconds(60);
        pass(60_000);
        boolean due = clock.checkpointDue(interval);

        // When
        clock.checkpointWritten();
        pass(59_999);

        // Then
        assertThat(due).isTrue();
        assertThat(clock.checkpointDue(interval)).isFalse();
    }

    @Test
    void secondsSinceAnEarlierTimeAreCountedOverTheOverflow() {
        // Given
        long start = clock.now();

        // When
        pass(2_500);

        // Then
        assertThat(clock.since(start)).isCloseTo(2.5, within(1e-9));
    }

    private void pass(long milliseconds) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }
}

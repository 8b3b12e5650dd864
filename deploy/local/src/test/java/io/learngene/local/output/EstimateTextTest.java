package io.learngene.local.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.view.Estimate;
import io.learngene.contracts.view.Estimate.Phase;
import io.learngene.contracts.view.Estimate.Speed;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTextTest {

    private static final Speed MEASURED = new Speed(5e9, 4);
    private static final Speed STATED = new Speed(2e11, 0);

    @Test
    void everyPhaseSaysWhatItsTimeFollowsFrom() {
        // Given
        Estimate estimate = new Estimate(
                List.of(
                        new Phase("distill", "learngene", "default", 1, 5e9, 1.0, 1_500_000, MEASURED),
                        new Phase("tune", "models", "a100", 3, 2e15, 10_000.0, 9_000_000, STATED)),
                2.000005e15,
                10_001.0,
                10_500_000,
                false);

        // When
        String text = EstimateText.of(estimate);

        // Then
        assertThat(text)
                .containsPattern("distill learngene +1 +5.00e\\+09 +1 s +1.5 MB +5.00e\\+09/s, 4 finished jobs")
                .containsPattern("tune models \\(a100\\) +3 +2.00e\\+15 +2.8 h +9.0 MB +2.00e\\+11/s,"
                        + " foundry.gateway.flops-per-second")
                .containsPattern("all +4 +2.00e\\+15 +2.8 h +10.5 MB")
                .contains("Time is one worker's")
                .doesNotContain("At most");
    }

    @Test
    void whatNobodyKnowsIsUnknownAndNotZero() {
        // Given
        Estimate estimate = new Estimate(
                List.of(new Phase("distill", "learngene", "default", 1, null, null, 1_500_000, STATED)),
                null,
                null,
                1_500_000,
                false);

        // When / Then
        assertThat(EstimateText.of(estimate)).containsPattern("all +1 +unknown +unknown +1.5 MB");
    }

    @Test
    void whatIsOnlyStoredHasNoTimeAndNoSpeed() {
        // Given
        Estimate estimate = new Estimate(
                List.of(new Phase("grow", "grown", "default", 0, 0.0, 0.0, 1_500_000, STATED)),
                0.0,
                0.0,
                1_500_000,
                false);

        // When / Then
        assertThat(EstimateText.of(estimate)).containsPattern("grow grown +0 +- +- +1.5 MB +-\n");
    }

    @Test
    void trainingThatMayEndEarlyMakesItAnUpperBound() {
        // Given
        Estimate estimate = new Estimate(
                List.of(new Phase("tune", "models", "default", 1, 5e9, 1.0, 1_500_000, MEASURED)),
                5e9,
                1.0,
                1_500_000,
                true);

        // When / Then
        assertThat(EstimateText.of(estimate)).contains("At most, as a training may end early.");
    }
}

package io.learngene.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.view.Estimate.Speed;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedsTest {

    private static final Speeds.Known KNOWN = new Speeds.Known(List.of(Samples.fold(Samples.wholeFamily())), 1e9);

    @Test
    void speedOfAKindIsThatOfItsFinishedJobs() {
        // When
        Speed speed = KNOWN.of("tune", Topics.DEFAULT_POOL);

        // Then: two models and two baselines, 7.5 seconds each
        double flops = KNOWN.families().get(0).jobs().values().stream()
                .map(JobState::summary)
                .filter(Trained.class::isInstance)
                .map(Trained.class::cast)
                .mapToDouble(trained -> trained.epochFlops() * trained.curve().epochs())
                .sum();
        assertThat(speed.jobs()).isEqualTo(4);
        assertThat(speed.flopsPerSecond()).isCloseTo(flops / 30, within(1.0));
    }

    @Test
    void ancestorThatWasTrainedIsPartOfItsJob() {
        // When
        Speed speed = KNOWN.of("distill", Topics.DEFAULT_POOL);

        // Then
        double flops = Samples.learngene().trainings().stream()
                .mapToDouble(TrainingRun::flops)
                .sum();
        assertThat(speed.jobs()).isEqualTo(1);
        assertThat(speed.flopsPerSecond()).isCloseTo(flops / (30 + 12.5), within(1.0));
    }

    @Test
    void whereNoJobHasFinishedTheStatedSpeedStands() {
        // When / Then
        assertThat(KNOWN.of("fit", Topics.DEFAULT_POOL)).isEqualTo(new Speed(1e9, 0));
        assertThat(KNOWN.of("tune", "a100")).isEqualTo(new Speed(1e9, 0));
    }

    @Test
    void jobWhoseOperationsNobodyKnowsSaysNothingOfTheSpeed() {
        // Given
        FamilyState unknown = Samples.fold(List.of(
                Samples.distillQueued(),
                Samples.started(Samples.DISTILL, 1, 1),
                Samples.succeeded(Samples.DISTILL, Samples.learngeneOfATorchScriptFile(), 15)));

        // When / Then
        assertThat(new Speeds.Known(List.of(unknown), 1e9).of("distill", Topics.DEFAULT_POOL))
                .isEqualTo(new Speed(1e9, 0));
    }
}

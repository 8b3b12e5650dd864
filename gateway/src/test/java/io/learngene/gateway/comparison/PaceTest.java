package io.learngene.gateway.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.FamilyView.State;
import io.learngene.contracts.view.JobView;
import io.learngene.method.Planned;
import io.learngene.method.PlannedCosts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant BEGUN = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant NOW = BEGUN.plusSeconds(60);
    private static final List<PlannedCosts.Cost> COSTS = List.of(
            cost("distill", "learngene", "f", 50.0),
            cost("tune", "models", "L04", 10.0),
            cost("tune", "baselines/scratch", "L04", 140.0));

    @Test
    void runningTrainingCountsByItsSteps() {
        // Given
        FamilyView view = family(
                State.RUNNING,
                job("f", "distill", JobView.State.SUCCEEDED, BEGUN, null),
                job("f", "scratch/L04", JobView.State.RUNNING, BEGUN.plusSeconds(20), point("tuning", 25, 100)));

        // When
        Pace pace = Pace.of(COSTS, view);

        // Then
        assertThat(pace).isEqualTo(new Pace(50 + 35, 10 + 105, BEGUN));
        assertThat(pace.eta(NOW)).isEqualTo(60 * 115.0 / 85);
    }

    @Test
    void fetchedImagesAreNoSteps() {
        // Given
        FamilyView view = family(
                State.RUNNING, job("f", "distill", JobView.State.RUNNING, BEGUN, point(TrainingPoint.DATA, 99, 100)));

        // When, Then
        assertThat(Pace.of(COSTS, view)).isEqualTo(new Pace(0, 200, BEGUN));
        assertThat(Pace.of(COSTS, view).eta(NOW)).isNull();
    }

    @Test
    void whatFailedIsNotLeft() {
        // Given
        FamilyView view = family(State.FAILED, job("f", "distill", JobView.State.FAILED, BEGUN, null));

        // When, Then
        assertThat(Pace.of(COSTS, view)).isEqualTo(new Pace(0, 0, BEGUN));
    }

    @Test
    void whatWasNotAskedForYetIsLeft() {
        assertThat(Pace.of(COSTS, null)).isEqualTo(new Pace(0, 200, null));
    }

    @Test
    void whereTheAncestorsOperationsAreUnknownTheStudentsAreCounted() {
        // Given
        PlannedCosts.Cost cost = cost("tune", "models", "L04", null);

        // When, Then
        assertThat(Pace.of(List.of(cost), null).left()).isEqualTo(100 * 2.0);
    }

    @Test
    void theFirstThatBeganIsTheBeginning() {
        // Given
        Pace later = new Pace(1, 2, NOW);

        // When, Then
        assertThat(Pace.NOTHING.and(later).and(new Pace(3, 4, BEGUN)).and(new Pace(0, 5, null)))
                .isEqualTo(new Pace(4, 11, BEGUN));
    }

    static PlannedCosts.Cost cost(String kind, String group, String name, Double flops) {
        return new PlannedCosts.Cost(new Planned(kind, "default", group, name, 2, 0, null, 0, null), 100, flops, 0);
    }

    static JobView job(String family, String path, JobView.State state, Instant began, TrainingPoint at) {
        return new JobView(
                family + "/" + path,
                family,
                path.contains("/") ? "tune" : path,
                "default",
                null,
                state,
                null,
                1,
                null,
                JobView.Troubles.NONE,
                at,
                new JobView.Times(began, began, null, null));
    }

    private static TrainingPoint point(String phase, long step, long steps) {
        return new TrainingPoint(
                "f/x",
                "f",
                1,
                phase,
                new TrainingPoint.Position(0, 1, step, steps),
                TrainingPoint.Readings.NONE,
                null,
                BEGUN);
    }

    private static FamilyView family(State state, JobView... jobs) {
        return new FamilyView(
                "f",
                state,
                null,
                null,
                new FamilyView.Times(BEGUN, null, null),
                List.of(),
                null,
                FamilyView.Made.NOTHING,
                null,
                null,
                null,
                List.of(jobs));
    }
}

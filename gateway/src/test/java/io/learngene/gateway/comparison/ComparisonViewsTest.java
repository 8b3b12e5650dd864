package io.learngene.gateway.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.FamilyView.State;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.TrainedRow;
import io.learngene.method.AncestorChoice;
import io.learngene.method.PlannedCosts;
import io.learngene.method.comparison.ComparisonPlan;
import io.learngene.method.comparison.ComparisonRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a comparison of two controls and one method stands. */
class ComparisonViewsTest {

    private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant NOW = CREATED.plusSeconds(100);
    private static final Map<String, String> FAMILIES = Map.of(
            "scratch-w96-s42", "f-scratch",
            "scratch-distilled-w96-s42", "f-distilled",
            "sws-w96-s42", "f-sws");

    private final Map<String, FamilyView> families = new HashMap<>();

    @Test
    void waitsForItsAncestorFirst() {
        // Given
        families.put("ancestor-1", family(State.RUNNING, null, 0, null));

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", Map.of()));

        // Then
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.models()).isEqualTo(6);
        assertThat(view.modelsDone()).isZero();
        assertThat(view.parts()).extracting(ComparisonView.Part::family).containsOnlyNulls();
    }

    @Test
    void failsWithItsAncestorInTheAncestorsWords() {
        // Given
        families.put("ancestor-1", family(State.FAILED, "no such class", 0, null));

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", Map.of()));

        // Then
        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.error()).isEqualTo("no such class");
    }

    @Test
    void countsModelsOfTheGroupThatIsCompared() {
        // Given
        families.put("f-scratch", family(State.RUNNING, null, 1, "scratch"));
        families.put("f-distilled", family(State.QUEUED, null, 0, "scratch-distilled"));
        families.put("f-sws", family(State.DONE, null, 2, null));

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", FAMILIES));

        // Then
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.modelsDone()).isEqualTo(3);
        assertThat(view.parts()).extracting(ComparisonView.Part::modelsDone).containsExactly(1, 0, 2);
    }

    @Test
    void estimatesWhatIsLeftByTheOperationsSoFar() {
        // Given: two of six models in a hundred seconds, each of whose families has three trainings of the same
        // operations
        families.put("f-scratch", family(State.RUNNING, null, 0, "scratch"));
        families.put("f-distilled", family(State.QUEUED, null, 0, "scratch-distilled"));
        families.put(
                "f-sws", with(family(State.RUNNING, null, 2, null), job("distill"), job("tune/L02"), job("tune/L03")));

        // When, Then
        assertThat(view(new Comparison.Families("ancestor-1", FAMILIES)).times().etaSeconds())
                .isEqualTo(200.0);
    }

    @Test
    void familiesThatWereThereBeforeAreNoPace() {
        // Given
        families.put("f-scratch", family(State.RUNNING, null, 0, "scratch"));
        families.put("f-distilled", family(State.QUEUED, null, 0, "scratch-distilled"));
        families.put("f-sws", ended(with(family(State.DONE, null, 2, null), job("distill")), CREATED.minusSeconds(60)));

        // When, Then
        assertThat(view(new Comparison.Families("ancestor-1", FAMILIES)).times().etaSeconds())
                .isNull();
    }

    @Test
    void isDoneWhenAllFamiliesAre() {
        // Given
        families.put("f-scratch", family(State.DONE, null, 2, "scratch"));
        families.put("f-distilled", family(State.DONE, null, 2, "scratch-distilled"));
        families.put("f-sws", ended(family(State.DONE, null, 2, null), NOW));

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", FAMILIES));

        // Then
        assertThat(view.state()).isEqualTo(State.DONE);
        assertThat(view.times().endedAt()).isEqualTo(NOW);
        assertThat(view.times().etaSeconds()).isNull();
    }

    @Test
    void failsWhenOneFamilyDidAndNoneIsLeft() {
        // Given
        families.put("f-scratch", family(State.DONE, null, 2, "scratch"));
        families.put("f-distilled", family(State.FAILED, "out of memory", 1, "scratch-distilled"));
        families.put("f-sws", family(State.CANCELLED, null, 0, null));

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", FAMILIES));

        // Then
        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.error()).isEqualTo("out of memory");
    }

    @Test
    void whatWasDeletedIsNamedAndWaitedForNoMore() {
        // Given
        families.put("f-scratch", family(State.DONE, null, 2, "scratch"));
        families.put("f-distilled", family(State.DONE, null, 2, "scratch-distilled"));
        Map<String, String> parts = new HashMap<>(FAMILIES);
        parts.put("sws-w96-s42", "deleted");

        // When
        ComparisonView view = view(new Comparison.Families("ancestor-1", parts));

        // Then
        assertThat(view.state()).isEqualTo(State.CANCELLED);
        assertThat(view.error())
                .isEqualTo("not compared, because it was deleted: deleted; foundry compare rerun c-1 makes deleted"
                        + " families anew");
    }

    @Test
    void refusalOfWhatIsLeftIsItsError() {
        // When
        ComparisonView view =
                view(new Comparison.Families("ancestor-1", Map.of()).refused("ancestor.id: other classes"));

        // Then
        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.error()).isEqualTo("ancestor.id: other classes");
    }

    private ComparisonView view(Comparison.Families known) {
        ComparisonRequest request = Json.read(
                ("{'dataset': 'synthetic-shapes', 'targets': [2, 3], 'methods': [{'method': 'sws'}], 'without':"
                                + " {'share': 'x', 'layerdrop': 'x', 'distilled-selection': 'x'}}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8),
                ComparisonRequest.class);
        return ComparisonViews.of(
                new Comparison("c-1", CREATED, request, known),
                ComparisonPlan.of(request, 10, AncestorChoice.of("ancestor-1")),
                id -> Optional.ofNullable(families.get(id)),
                "deleted"::equals,
                part -> List.of(
                        cost("distill", "learngene", "x"),
                        cost("tune", "models", "L02"),
                        cost("tune", "models", "L03")),
                NOW);
    }

    private static PlannedCosts.Cost cost(String kind, String group, String name) {
        return PaceTest.cost(kind, group, name, 1.0);
    }

    private static JobView job(String path) {
        return PaceTest.job("f", path, JobView.State.SUCCEEDED, CREATED, null);
    }

    private static FamilyView with(FamilyView view, JobView... jobs) {
        return new FamilyView(
                view.family(),
                view.state(),
                null,
                null,
                view.times(),
                view.descendants(),
                null,
                view.learngene(),
                null,
                null,
                null,
                List.of(jobs));
    }

    /** Two descendants, of which so many are finished in a group. */
    private static FamilyView family(State state, String error, int done, String baseline) {
        TrainedRow finished = new TrainedRow("top1", 0.1, 0.2, 0.3, 1, null, 1.0, null);
        List<DescendantRow> rows = IntStream.range(0, 2)
                .mapToObj(i -> new DescendantRow(
                        "L0" + (i + 2),
                        i + 2,
                        1000,
                        baseline == null && i < done ? finished : null,
                        null,
                        baseline != null && i < done ? Map.of(baseline, finished) : null,
                        null,
                        null,
                        JobView.State.SUCCEEDED))
                .toList();
        return new FamilyView(
                "f",
                state,
                null,
                error,
                new FamilyView.Times(CREATED, null, null),
                rows,
                null,
                FamilyView.Made.NOTHING,
                null,
                null,
                null,
                List.of());
    }

    private static FamilyView ended(FamilyView view, Instant at) {
        return new FamilyView(
                view.family(),
                view.state(),
                null,
                null,
                new FamilyView.Times(CREATED.minusSeconds(90), at, null),
                view.descendants(),
                null,
                view.learngene(),
                null,
                null,
                null,
                view.jobs());
    }
}

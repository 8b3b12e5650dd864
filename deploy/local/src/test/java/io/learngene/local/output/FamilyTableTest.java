package io.learngene.local.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyTableTest {

    @Test
    void finishedFamilyHasItsFiguresAndTotals() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "learngene_seconds": 12.34, "learngene_parameters": 1234,
                 "headline": {"name": "top1", "title": "top-1 accuracy", "higher_is_better": true, "shown": "percent"},
                 "predecessors": [
                  {"name": "ancestor", "score": 0.75, "seconds": 20, "flops": 1.5e12, "counted": false},
                  {"name": "auxiliary model", "score": 0.5, "seconds": 12.34, "flops": 3e12, "counted": true}],
                 "cost_ratio": 3.456, "cost_ratio_is_lower_bound": true, "stored_parameters_ratio": 7.5,
                 "descendants": [{"name": "L06", "depth": 6, "parameters": 1234567, "score_0": 0.1,
                   "score_1": 0.2, "score": 0.31234, "epochs": 2, "seconds": 9.87, "scratch_score_1": 0.05,
                   "scratch_score": 0.25, "scratch_epochs": 3, "state": "succeeded"}]}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .contains("family f-1: done")
                .containsPattern(
                        "L06 +6 +1,234,567 +10.00% +20.00% +31.23% \\(2\\) +5.00% +25.00% \\(3\\) +9.9 +succeeded")
                .contains("75.00%, trained in 20.0 s, 1.50e+12 training FLOPs (not counted below)")
                .contains("50.00%, trained in 12.3 s, 3.00e+12 training FLOPs\n")
                .contains("1,234 parameters, made in 12.3 s")
                .contains("top-1 accuracy, higher is better")
                .contains("at least 3.46x less")
                .contains("7.50x fewer");
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, 2.00x less",
        "2, true, at least 2.00x less",
        "0.4, false, 2.50x more",
        "0.4, true, at most 2.50x more"
    })
    void whatCostsMoreIsCalledMore(double ratio, boolean lowerBound, String told) {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [], "descendants": [],
                 "cost_ratio": %s, "cost_ratio_is_lower_bound": %s, "stored_parameters_ratio": 0.8}
                """.formatted(ratio, lowerBound));

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .contains("training cost      " + told + " than training each from scratch")
                .contains("stored parameters  1.25x more than the descendants together");
    }

    @Test
    void weightsOfAnEarlierEpochAreToldAsSuch() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "headline": {"name": "top1", "title": "top-1 accuracy", "higher_is_better": true, "shown": "percent"},
                 "descendants": [{"name": "L06", "depth": 6, "parameters": 12, "score": 0.3, "epochs": 20, "best_epoch": 12,
                   "scratch_score": 0.25, "scratch_epochs": 9, "scratch_best_epoch": 4}]}
                """);

        // When / Then
        assertThat(FamilyTable.of(family)).contains("30.00% (12 of 20)", "25.00% (4 of 9)");
    }

    @Test
    void testedModelsHaveTheirIntervalAndWhatTheyWereChosenOn() {
        // Given
        String family = """
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "headline": {"name": "%s", "title": "accuracy", "higher_is_better": true, "shown": "percent"},
                 "predecessors": [{"name": "ancestor", "score": 0.75, "seconds": 0, "counted": false,
                   "tested": {"images": 1000, "right": 740, "calibration_error": 0.1, "classes": 10, "never_right": 0}}],
                 "descendants": [{"name": "L06", "depth": 6, "parameters": 12, "score": 0.6, "epochs": 2,
                   "tested": {"images": 1000, "right": 563, "calibration_error": 0.1, "classes": 10, "never_right": 0}}]}
                """;

        // When
        String onTest = FamilyTable.of(family(family.formatted("top1")));
        String onValidation = FamilyTable.of(family(family.formatted("validation_top1")));

        // Then
        assertThat(onTest)
                .containsPattern("60.00% \\(2\\) +53.2-59.3 ")
                .contains("chosen on          the test images: ", "set dataset.validation")
                .contains("75.00%, 95 % 71.2-76.6 (given)");
        assertThat(onValidation)
                .containsPattern("60.00% \\(2\\) +56.30% \\(53.2-59.3\\) ")
                .contains("chosen on          validation images; the test images were seen once, at the end")
                .contains("75.00%, on test 74.00%, 95 % 71.2-76.6 (given)");
    }

    @Test
    void findingsAreToldWithWhatToChange() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "descendants": [], "jobs": [],
                 "findings": [{"diagnosis": "near_chance", "of": ["L02", "L04"], "fact": "L02 has 11.0 %",
                   "remedy": "give tuning more epochs"}]}
                """);

        // When, Then
        assertThat(FamilyTable.of(family)).contains("  look: L02, L04: L02 has 11.0 %; give tuning more epochs\n");
    }

    @Test
    void scoreOfAMethodThatIsNotKnownHereIsShownAsTheGatewayTellsIt() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "headline": {"name": "relative_l2", "title": "relative L2 error", "higher_is_better": false,
                   "shown": "number"},
                 "descendants": [{"name": "L06", "depth": 6, "parameters": 12, "headline": "relative_l2",
                   "score_0": 1.25, "score_1": 0.2, "score": 0.031234, "epochs": 2, "seconds": 9.87}]}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .containsPattern("L06 +6 +12 +1.250 +0.2000 +0.03123 \\(2\\)")
                .contains("relative L2 error, lower is better")
                .doesNotContain("%");
    }

    @Test
    void jobsThatWaitInAPoolSayInWhich() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "running", "created_at": "2026-01-01T00:00:00Z", "jobs": [
                  {"job": "f-1/distill", "family": "f-1", "kind": "distill", "pool": "a100", "state": "running", "attempt": 1},
                  {"job": "f-1/tune/L04", "family": "f-1", "kind": "tune", "pool": "a100", "state": "queued", "attempt": 0},
                  {"job": "f-1/tune/L06", "family": "f-1", "kind": "tune", "pool": "a100", "state": "queued", "attempt": 0},
                  {"job": "f-1/expand/e1", "family": "f-1", "kind": "expand", "pool": "default", "state": "queued", "attempt": 0}],
                 "descendants": []}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table).contains("jobs that wait: 2 in the pool a100, 1 in the pool default");
    }

    @Test
    void firstJobsThatWaitSayWhy() {
        // Given
        String job = """
                {"job": "f-1/tune/L0%d", "family": "f-1", "kind": "tune", "state": "queued", "attempt": 0,
                 "waiting": {"reason": "queue", "detail": "about %d are before it", "estimated_position": 3}}""";
        String jobs = IntStream.range(1, 6)
                .mapToObj(i -> String.format(job, i, i + 1))
                .collect(Collectors.joining(", "));

        // When
        String table = FamilyTable.of(family("{\"family\": \"f-1\", \"state\": \"running\", \"descendants\": [],"
                + " \"created_at\": \"2026-01-01T00:00:00Z\", \"jobs\": [" + jobs + "]}"));

        // Then
        assertThat(table)
                .contains("  waits: f-1/tune/L01: about 2 are before it\n", "  2 more wait: see show --json\n")
                .doesNotContain("L04");
    }

    @Test
    void priorityIsToldWhereItIsNotTheNormalOne() {
        // Given
        String jobs = """
                {"family": "f-1", "state": "running", "created_at": "2026-01-01T00:00:00Z", "jobs": [
                  {"job": "f-1/distill", "family": "f-1", "kind": "distill", "priority": "%s", "state": "running", "attempt": 1}],
                 "descendants": []}
                """;

        // When, Then
        assertThat(FamilyTable.of(family(String.format(jobs, "low")))).contains("f-1: running, priority low\n");
        assertThat(FamilyTable.of(family(String.format(jobs, "normal")))).contains("f-1: running\n");
    }

    @Test
    void familyThatHasJustBegunHasDashes() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "running", "phase": "tune", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "descendants": [{"name": "L06", "depth": 6, "parameters": 12}]}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .containsPattern("L06 +6 +12( +-){7}")
                .doesNotContain("null")
                .doesNotContain("training cost");
    }

    @Test
    void savingIsShownWhereThereIsScratchToCompareWith() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "done", "created_at": "2026-01-01T00:00:00Z", "jobs": [],
                 "descendants": [
                  {"name": "L06", "depth": 6, "parameters": 12, "saving": 0.8125, "reached": true},
                  {"name": "L08", "depth": 8, "parameters": 12, "reached": false},
                  {"name": "L10", "depth": 10, "parameters": 12}]}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .contains("saved")
                .containsPattern("L06.* 81.25% ")
                .containsPattern("L08.* not reached ")
                .containsPattern("L10( +[-0-9]+)+");
    }

    @Test
    void failureIsSaid() {
        // Given
        FamilyView family = family("""
                {"family": "f-1", "state": "failed", "error": "dataset: 'x' has one class",
                 "created_at": "2026-01-01T00:00:00Z", "jobs": [], "descendants": []}
                """);

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table).contains("f-1: failed", "dataset: 'x' has one class");
    }

    @Test
    void warningsOfJobsAreSaid() {
        // Given
        String job = "{\"job\": \"f-1/tune/L%d\", \"family\": \"f-1\", \"state\": \"running\", \"attempt\": 1,"
                + " \"warnings\": %d, \"warning\": \"3 images are broken\"}";
        String jobs =
                IntStream.range(0, 7).mapToObj(i -> job.formatted(i, i + 1)).collect(Collectors.joining(", "));
        FamilyView family =
                family("{\"family\": \"f-1\", \"state\": \"running\", \"descendants\": [], \"jobs\": [" + jobs + "]}");

        // When
        String table = FamilyTable.of(family);

        // Then
        assertThat(table)
                .contains("  warning: f-1/tune/L0: 3 images are broken\n")
                .contains("  warning: f-1/tune/L4: 3 images are broken (the last of 5)\n")
                .contains("  warnings of 2 more jobs: see show --json\n")
                .doesNotContain("L5");
    }

    @Test
    void columnsAreAligned() {
        // When
        String table = FamilyTable.aligned(List.of(new String[] {"name", "n"}, new String[] {"a", "1,000"}));

        // Then
        assertThat(table).isEqualTo("name      n\n-----------\na     1,000\n");
    }

    private static FamilyView family(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), FamilyView.class);
    }
}

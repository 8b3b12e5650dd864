package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.DISTILL;
import static io.learngene.gateway.view.Samples.EXPAND;
import static io.learngene.gateway.view.Samples.FAMILY;
import static io.learngene.gateway.view.Samples.cancelled;
import static io.learngene.gateway.view.Samples.distillAgain;
import static io.learngene.gateway.view.Samples.distillQueued;
import static io.learngene.gateway.view.Samples.expandQueued;
import static io.learngene.gateway.view.Samples.expansion;
import static io.learngene.gateway.view.Samples.failed;
import static io.learngene.gateway.view.Samples.fold;
import static io.learngene.gateway.view.Samples.learngene;
import static io.learngene.gateway.view.Samples.modelDone;
import static io.learngene.gateway.view.Samples.retried;
import static io.learngene.gateway.view.Samples.started;
import static io.learngene.gateway.view.Samples.stopped;
import static io.learngene.gateway.view.Samples.succeeded;
import static io.learngene.gateway.view.Samples.tuneQueued;
import static io.learngene.gateway.view.Samples.warned;
import static io.learngene.gateway.view.Samples.wholeFamily;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.TrainedRow;
import io.learngene.method.ExpandJob;
import io.learngene.method.TuneJob;
import io.learngene.method.distillation.ExpansionManifest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FamilyStateTest {

    static Stream<Arguments> stories() {
        return Stream.of(
                story("submitted", "queued distill", distillQueued()),
                story("begun", "running distill", distillQueued(), started(DISTILL, 1, 1)),
                story(
                        "waits for another attempt",
                        "queued distill",
                        distillQueued(),
                        started(DISTILL, 1, 1),
                        retried(DISTILL, 1, 2)),
                story(
                        "second attempt",
                        "running distill",
                        distillQueued(),
                        started(DISTILL, 1, 1),
                        retried(DISTILL, 1, 2),
                        started(DISTILL, 2, 3)),
                story(
                        "second attempt, first one told again",
                        "running distill",
                        distillQueued(),
                        started(DISTILL, 2, 3),
                        started(DISTILL, 1, 1),
                        retried(DISTILL, 1, 2)),
                story(
                        "learngene there, expansion not queued yet",
                        "running expand",
                        distillQueued(),
                        succeeded(DISTILL, learngene(), 3)),
                story(
                        "expansion queued",
                        "running expand",
                        distillQueued(),
                        succeeded(DISTILL, learngene(), 3),
                        expandQueued()),
                story(
                        "tuning jobs are known by the expansion before their own records",
                        "running tune",
                        distillQueued(),
                        succeeded(DISTILL, learngene(), 3),
                        expandQueued(),
                        succeeded(EXPAND, expansion(), 4)),
                story("failed", "failed", distillQueued(), failed(DISTILL, 3)),
                story(
                        "asked for again after it failed",
                        "queued distill",
                        distillQueued(),
                        started(DISTILL, 1, 1),
                        failed(DISTILL, 2),
                        distillAgain(1, 3)),
                story(
                        "asked for again, and the failure is told only then",
                        "running distill",
                        distillQueued(),
                        distillAgain(1, 3),
                        started(DISTILL, 2, 4),
                        failed(DISTILL, 2)),
                story(
                        "asked for again and failed again",
                        "failed",
                        distillQueued(),
                        failed(DISTILL, 2),
                        distillAgain(1, 3),
                        started(DISTILL, 2, 4),
                        failed(DISTILL, 2, "no such class, still", 5)),
                story(
                        "failed again before it is seen that it was asked for again",
                        "failed",
                        distillQueued(),
                        failed(DISTILL, 2),
                        started(DISTILL, 2, 4),
                        failed(DISTILL, 2, "no such class, still", 5),
                        distillAgain(1, 3)),
                story(
                        "asked for again with success",
                        "running expand",
                        distillQueued(),
                        failed(DISTILL, 2),
                        distillAgain(1, 3),
                        succeeded(DISTILL, learngene(), 6)),
                story(
                        "cancelled after it was asked for again",
                        "cancelled",
                        distillQueued(),
                        failed(DISTILL, 2),
                        distillAgain(1, 3),
                        cancelled(FAMILY, 4)),
                story("cancelled before a worker had it", "cancelled", distillQueued(), cancelled(FAMILY, 1)),
                story(
                        "cancelled, but the worker has not stopped yet",
                        "running distill",
                        distillQueued(),
                        started(DISTILL, 1, 1),
                        cancelled(FAMILY, 2)),
                story(
                        "cancelled and stopped",
                        "cancelled",
                        distillQueued(),
                        started(DISTILL, 1, 1),
                        cancelled(FAMILY, 2),
                        stopped(DISTILL, 3)),
                story(
                        "cancelled after the learngene was made",
                        "cancelled",
                        distillQueued(),
                        succeeded(DISTILL, learngene(), 3),
                        cancelled(FAMILY, 2)),
                story(
                        "the manifest outweighs a cancellation that came too late",
                        "running expand",
                        distillQueued(),
                        stopped(DISTILL, 2),
                        succeeded(DISTILL, learngene(), 3)),
                story("only facts of the job were seen", "running", started(DISTILL, 1, 1)),
                story(
                        "what runs is said before what waits",
                        "running distill",
                        distillQueued(),
                        expandQueued(),
                        started(DISTILL, 1, 1)),
                Arguments.of("all of it", "done", wholeFamily()));
    }

    private static Arguments story(String name, String expected, Observation... observations) {
        return Arguments.of(name, expected, List.of(observations));
    }

    private static String stands(FamilyView view) {
        String state = view.state().name().toLowerCase(Locale.ROOT);
        return view.phase() == null ? state : state + " " + view.phase();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void familyStandsWhereItsJobsStand(String name, String expected, List<Observation> observations) {
        // When
        FamilyView view = FamilyViews.of(fold(observations));

        // Then
        assertThat(stands(view)).isEqualTo(expected);
        assertThat(view.times().endedAt() != null || !view.state().terminal() || name.startsWith("cancelled"))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void everyObservationMayComeTwice(String name, String expected, List<Observation> observations) {
        // Given
        List<Observation> twice = new ArrayList<>(observations);
        twice.addAll(observations);

        // When
        FamilyView view = FamilyViews.of(fold(twice));

        // Then
        assertThat(stands(view)).isEqualTo(expected);
    }

    @Test
    void warningsAreCountedOnceEachAndTheLastIsShown() {
        // Given
        Observation broken = warned(DISTILL, "3 images are broken", 2);
        Observation damaged = warned(DISTILL, "a checkpoint is damaged", 3);

        // When
        JobView job = FamilyViews.of(fold(List.of(distillQueued(), started(DISTILL, 1, 1), broken, damaged, broken)))
                .jobs()
                .get(0);

        // Then
        assertThat(job.troubles().warnings()).isEqualTo(2);
        assertThat(job.troubles().warning()).isEqualTo("a checkpoint is damaged");
        assertThat(job.state()).isEqualTo(JobView.State.RUNNING);
    }

    @Test
    void warningsWithoutEndDoNotMakeARecordLarge() {
        // Given
        ViewRecord job = JobState.unknown(DISTILL);

        // When
        for (int i = 0; i < 1_000; i++) {
            job = job.apply(warned(DISTILL, "w".repeat(490) + i, i));
        }

        // Then
        JobWarnings warnings = ((JobState) job).warnings();
        assertThat(warnings.count()).isEqualTo(JobWarnings.MOST);
        assertThat(warnings.last()).endsWith("w999");
        assertThat(Json.write(job).length).isLessThan(4_000);
    }

    @Test
    void recordFromBeforeThereWereWarningsIsRead() {
        // Given
        String before = "{\"record\": \"job\", \"job\": \"" + DISTILL + "\", \"state\": \"queued\","
                + " \"ended_attempt\": 0, \"cancelled\": false}";

        // When
        ViewRecord read = Json.read(before.getBytes(StandardCharsets.UTF_8), ViewRecord.class);

        // Then
        assertThat(read).isEqualTo(JobState.unknown(DISTILL));
    }

    @Test
    void orderOfAFinishedFamilyDoesNotMatter() {
        // Given
        FamilyView inOrder = FamilyViews.of(fold(wholeFamily()));

        for (int seed = 0; seed < 50; seed++) {
            List<Observation> shuffled = new ArrayList<>(wholeFamily());
            Collections.shuffle(shuffled, new Random(seed));

            // When
            FamilyView view = FamilyViews.of(fold(shuffled));

            // Then
            assertThat(view)
                    .usingRecursiveComparison()
                    .ignoringCollectionOrder()
                    .isEqualTo(inOrder);
        }
    }

    @Test
    void recordsSurviveJson() {
        // Given
        FamilyState state = fold(wholeFamily())
                .apply(cancelled(FAMILY, 70))
                .apply(cancelled(DISTILL, 71))
                .apply(failed(FAMILY + "/tune/L99", 72));
        List<ViewRecord> records = new ArrayList<>(state.jobs().values());
        records.add(state.own());

        for (ViewRecord record : records) {
            // When
            ViewRecord read = Json.read(Json.write(record), ViewRecord.class);

            // Then
            assertThat(read).isEqualTo(record);
        }
    }

    @Test
    void familyWhoseJobsWereNotSeenYetIsNotAtItsEnd() {
        // Given: its own record is there before that of its first job
        FamilyState state =
                FamilyState.of(FAMILY, List.of(FamilyRecord.unknown(FAMILY).apply(distillQueued())));

        // When
        FamilyView view = FamilyViews.of(state);

        // Then
        assertThat(view.state()).isEqualTo(FamilyView.State.QUEUED);
    }

    @Test
    void observationsSurviveJson() {
        for (Observation observation : wholeFamily()) {
            // When
            Observation read = Json.read(Json.write(observation), Observation.class);

            // Then
            assertThat(read).isEqualTo(observation);
        }
    }

    @Test
    void tableHoldsTunedAndScratchModelsByDepth() {
        // When
        List<DescendantRow> rows = FamilyViews.of(fold(wholeFamily())).descendants();

        // Then
        assertThat(rows).extracting(DescendantRow::depth).containsExactly(2, 6);
        DescendantRow first = rows.get(0);
        assertThat(first.tuned().score0()).isEqualTo(0.4);
        assertThat(first.tuned().score1()).isEqualTo(0.6);
        assertThat(first.tuned().score()).isEqualTo(0.65);
        assertThat(first.tuned().epochs()).isEqualTo(2);
        assertThat(first.scratch().score1()).isEqualTo(0.3);
        assertThat(first.scratch().score()).isEqualTo(0.67);
        assertThat(first.scratch().epochs()).isEqualTo(3);
        assertThat(first.state()).isEqualTo(JobView.State.SUCCEEDED);
    }

    @Test
    void costRatioCountsScratchUntilItIsAsGoodAndAllOfOurs() {
        // Given
        double images = 3.0 * Samples.TRAIN_IMAGES;
        double l02 = Samples.AUXILIARY.withDepth(2).flops() * images;
        double l06 = Samples.AUXILIARY.withDepth(6).flops() * images;
        double distillation = 2.0 * Samples.TRAIN_IMAGES * (3.0 * Samples.AUXILIARY.flops() + Samples.ANCESTOR.flops());

        // When
        FamilyView view = FamilyViews.of(fold(wholeFamily()));

        // Then
        // L02 from scratch passes 0.65 in its second epoch; L06 never reaches 0.75 in its three.
        assertThat(view.savings().costRatio())
                .isCloseTo((2 * l02 + 3 * l06) / (distillation + 2 * l02 + 2 * l06), within(1e-9));
        assertThat(view.savings().costRatioIsLowerBound()).isTrue();
        assertThat(view.learngene().predecessors().get(0).flops())
                .isCloseTo(3.0 * Samples.ANCESTOR.flops() * Samples.TRAIN_IMAGES, within(1.0));
    }

    @Test
    void whatWasFittedForAModelIsPartOfItsCostAndSavesNothing() {
        // Given: one epoch of L02
        List<Observation> all = new ArrayList<>(wholeFamily());
        all.add(succeeded(FAMILY + "/operator", Samples.model(Trained.FITTED, "L02", 0.2, 0.4), 30));
        double images = 3.0 * Samples.TRAIN_IMAGES;
        double l02 = Samples.AUXILIARY.withDepth(2).flops() * images;
        double l06 = Samples.AUXILIARY.withDepth(6).flops() * images;
        double distillation = 2.0 * Samples.TRAIN_IMAGES * (3.0 * Samples.AUXILIARY.flops() + Samples.ANCESTOR.flops());

        // When
        FamilyView view = FamilyViews.of(fold(all));

        // Then
        assertThat(view.savings().costRatio())
                .isCloseTo((2 * l02 + 3 * l06) / (distillation + 3 * l02 + 2 * l06), within(1e-9));
        assertThat(view.descendants().get(0).baselines()).containsKey("fitted");
    }

    @Test
    void fitOfAModelIsTakenOffWhatItSaved() {
        // Given: as good as scratch at its end, which took three epochs, before the tuning
        Trained tuned = (Trained) Samples.model(TuneJob.MODELS, "L02", 0.7, 0.8).summary();
        Trained fitted =
                (Trained) Samples.model(Trained.FITTED, "L02", 0.2, 0.7).summary();
        Trained scratch = (Trained)
                Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.5, 0.65).summary();

        // When, Then
        assertThat(Saving.of(tuned, null, scratch).share()).isEqualTo(1);
        assertThat(Saving.of(tuned, fitted, scratch).share()).isCloseTo(2 / 3.0, within(1e-9));
    }

    @Test
    void costRatioIsUnknownWhereTheAncestorsOperationsAre() {
        // Given
        List<Observation> all = new ArrayList<>(wholeFamily());
        all.replaceAll(each -> each.equals(succeeded(DISTILL, learngene(), 15))
                ? succeeded(DISTILL, Samples.learngeneOfATorchScriptFile(), 15)
                : each);

        // When
        FamilyView view = FamilyViews.of(fold(all));

        // Then
        assertThat(view.state()).isEqualTo(FamilyView.State.DONE);
        assertThat(view.savings().costRatio()).isNull();
        assertThat(view.savings().storedParametersRatio()).isPositive();
    }

    @Test
    void costRatioWaitsForEveryBaseline() {
        // Given
        List<Observation> some = wholeFamily().subList(0, wholeFamily().size() - 1);

        // When
        FamilyView view = FamilyViews.of(fold(some));

        // Then
        assertThat(view.savings().costRatio()).isNull();
        assertThat(stands(view)).isEqualTo("running tune");
    }

    @Test
    void timeLeftCoversModelsThatWaitAtThePaceOfThoseThatAreDone() {
        // Given
        FamilyState state = fold(List.of(
                distillQueued(),
                succeeded(DISTILL, learngene(), 15),
                expandQueued(),
                succeeded(EXPAND, expansion(), 22),
                modelDone(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65)));

        // When
        double eta = FamilyViews.of(state).times().etaSeconds();

        // Then: two epochs of L02 took 7.5 s; three of L02 and six of L06 wait
        double two = Samples.AUXILIARY.withDepth(2).parameters();
        double six = Samples.AUXILIARY.withDepth(6).parameters();
        assertThat(eta).isCloseTo(7.5 / (2 * two) * (3 * two + 6 * six), within(1e-6));
    }

    @Test
    void storedParametersAreComparedWithTheLearngene() {
        // When
        FamilyView view = FamilyViews.of(fold(wholeFamily()));

        // Then
        double two = Samples.AUXILIARY.withDepth(2).parameters();
        double six = Samples.AUXILIARY.withDepth(6).parameters();
        assertThat(view.savings().storedParametersRatio()).isCloseTo((two + six) / two, within(1e-9));
    }

    @Test
    void oneCancelledJobLeavesTheOthers() {
        // Given
        List<Observation> observations = List.of(
                distillQueued(),
                succeeded(DISTILL, learngene(), 3),
                expandQueued(),
                succeeded(EXPAND, expansion(), 4),
                cancelled(TuneJob.id(FAMILY, TuneJob.SCRATCH, "L02"), 5),
                modelDone(TuneJob.MODELS, "L02", 0.5, 0.6));

        // When
        FamilyView view = FamilyViews.of(fold(observations));

        // Then
        assertThat(stands(view)).isEqualTo("running tune");
        assertThat(view.jobs())
                .filteredOn(job -> job.state() == JobView.State.CANCELLED)
                .extracting(JobView::job)
                .containsExactly(TuneJob.id(FAMILY, TuneJob.SCRATCH, "L02"));
    }

    @Test
    void everyBaselineIsInTheRowOfItsDescendant() {
        // Given
        List<Observation> observations = new ArrayList<>(wholeFamily());
        observations.add(modelDone(TuneJob.SCRATCH_DISTILLED, "L02", 0.1, 0.35, 0.66));
        observations.add(modelDone(TuneJob.SELECTED_LAYERS, "L02", 0.2, 0.45));

        // When
        DescendantRow row = FamilyViews.of(fold(observations)).descendants().get(0);

        // Then
        assertThat(row.baselines().keySet()).containsExactly("scratch", "scratch-distilled", "selected-layers");
        assertThat(row.baselines().get("scratch-distilled"))
                .isEqualTo(new TrainedRow(
                        "top1", 0.1, 0.35, 0.66, 2, null, 7.5, new Judged(1000, 660, 0.05, 10, 0, null)));
        assertThat(row.baselines().get("scratch")).isEqualTo(row.scratch());
    }

    @Test
    void modelsThatWaitForLayersOfAFailedOneDoNotHoldTheFamilyUpEvenWhereALaterOneIsDeeper() {
        // Given
        String follower = TuneJob.id(FAMILY, TuneJob.SELECTED_LAYERS, "L02");
        String leader = TuneJob.id(FAMILY, TuneJob.MODELS, "L06");
        ExpansionManifest expansion = new ExpansionManifest(
                FAMILY,
                ExpandJob.INITIAL,
                List.of(Samples.initialisation("L02"), Samples.initialisation("L06")),
                null,
                List.of(
                        Samples.tune(TuneJob.MODELS, "L02").expected(null),
                        Samples.tune(TuneJob.MODELS, "L06").expected(null),
                        Samples.tune(TuneJob.SELECTED_LAYERS, "L02").expected("tune/L06")));
        ExpansionManifest deeper = new ExpansionManifest(
                FAMILY,
                "deeper",
                List.of(Samples.initialisation("L12-deeper")),
                null,
                List.of(Samples.tune(TuneJob.MODELS, "L12-deeper").expected(null)));
        List<Observation> observations = List.of(
                distillQueued(),
                succeeded(DISTILL, learngene(), 3),
                expandQueued(),
                succeeded(EXPAND, expansion, 4),
                modelDone(TuneJob.MODELS, "L02", 0.5, 0.6),
                failed(leader, 7),
                succeeded(ExpandJob.id(FAMILY, "deeper"), deeper, 8),
                modelDone(TuneJob.MODELS, "L12-deeper", 0.5, 0.6));

        // When
        FamilyView view = FamilyViews.of(fold(observations));

        // Then
        assertThat(view.state()).isEqualTo(FamilyView.State.FAILED);
        assertThat(view.jobs())
                .filteredOn(job -> job.job().equals(follower))
                .extracting(JobView::state)
                .containsExactly(JobView.State.CANCELLED);
    }

    @Test
    void rowSaysWhatTuningSavedUntilItWasAsGoodAsScratchAtItsEnd() {
        // Given
        List<Observation> all = new ArrayList<>(wholeFamily());
        all.add(modelDone(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.66, 0.67));

        // When
        List<DescendantRow> rows = FamilyViews.of(fold(all)).descendants();

        // Then: L06 passes the 0.6 of three epochs in its first; L02 ends with 0.65, below 0.67
        assertThat(rows.get(1).saving()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(rows.get(1).reached()).isTrue();
        assertThat(rows.get(0).saving()).isNull();
        assertThat(rows.get(0).reached()).isFalse();
    }

    @Test
    void smallerErrorIsReachedSavedAndCountedAsTheBetterOne() {
        // Given: L02 begins better than scratch ends; L06 is as good after its first epoch of two, at a third of the
        // cost
        List<Observation> all = new ArrayList<>(
                List.of(distillQueued(), succeeded(DISTILL, learngene(), 15), succeeded(EXPAND, expansion(), 22)));
        all.add(Samples.errorDone(TuneJob.MODELS, "L02", 0.2, 0.1, 0.05));
        all.add(Samples.errorDone(TuneJob.SCRATCH, "L02", 1.0, 0.5, 0.4, 0.3));
        all.add(Samples.errorDone(TuneJob.MODELS, "L06", 0.9, 0.2, 0.1));
        all.add(Samples.errorDone(TuneJob.SCRATCH, "L06", 1.0, 0.5, 0.4, 0.3));

        // When
        FamilyView view = FamilyViews.of(fold(all));

        // Then
        DescendantRow first = view.descendants().get(0);
        DescendantRow second = view.descendants().get(1);
        assertThat(first.reached()).isTrue();
        assertThat(first.saving()).isEqualTo(1);
        assertThat(second.reached()).isTrue();
        assertThat(second.saving()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(second.tuned().headline()).isEqualTo("relative_l2");
        // Scratch never came to the errors of its twins, so all of it was counted.
        assertThat(view.savings().costRatioIsLowerBound()).isTrue();
    }

    @Test
    void tableIsOfTheScoreThatTheModelsAreJudgedBy() {
        // Given: no learngene, as in a family that begins with an initialisation
        List<Observation> all =
                List.of(succeeded(EXPAND, expansion(), 22), Samples.errorDone(TuneJob.MODELS, "L02", 0.2, 0.1, 0.05));

        // When
        FamilyView view = FamilyViews.of(fold(all));

        // Then
        assertThat(view.headline()).isEqualTo(ErrorsAsScores.RELATIVE_L2);
    }

    @Test
    void savingOfAThinnedCurveIsUnknownAndItsCostRatioALowerBound() {
        // Given: both learn a little in each of 1,000 epochs
        double[] slow =
                IntStream.rangeClosed(0, 1000).mapToDouble(i -> i / 2000.0).toArray();
        double[] quick =
                IntStream.rangeClosed(0, 1000).mapToDouble(i -> i / 1000.0).toArray();
        List<Observation> all = new ArrayList<>(
                List.of(distillQueued(), succeeded(DISTILL, learngene(), 15), succeeded(EXPAND, expansion(), 22)));
        all.add(modelDone(TuneJob.MODELS, "L02", slow));
        all.add(modelDone(TuneJob.SCRATCH, "L02", quick));
        all.add(modelDone(TuneJob.MODELS, "L06", quick));
        all.add(modelDone(TuneJob.SCRATCH, "L06", slow));

        // When
        FamilyView view = FamilyViews.of(fold(all));

        // Then
        assertThat(view.savings().costRatioIsLowerBound()).isTrue();
        assertThat(view.descendants().get(1).reached()).isTrue();
        assertThat(view.descendants().get(1).saving()).isNull();
    }

    @Test
    void recordsStaySmallWhateverIsTold() {
        // Given
        String reason = "x".repeat(900_000);
        double[] accuracies =
                IntStream.rangeClosed(0, 10_000).mapToDouble(i -> i / 10_001.0).toArray();
        Observation model = modelDone(TuneJob.MODELS, "L02", accuracies);
        String job = TuneJob.id(FAMILY, TuneJob.MODELS, "L02");

        // When
        FamilyState waiting = fold(List.of(
                tuneQueued(TuneJob.MODELS, "L02"),
                started(job, 1, 1),
                new Observation.Happened(new Fact.JobRetried(job, FAMILY, 1, reason, 5, Samples.at(2)))));
        FamilyState done = waiting.apply(model);

        // Then
        assertThat(Json.write(waiting.jobs().get(job)).length).isLessThan(32 << 10);
        assertThat(Json.write(done.jobs().get(job)).length).isLessThan(32 << 10);
    }

    @Test
    void absurdInstantsShowSomething() {
        // Given
        Observation never = new Observation.Happened(
                new Fact.JobStarted(TuneJob.id(FAMILY, TuneJob.MODELS, "L02"), FAMILY, 1, "worker-1", Instant.MIN));
        List<Observation> all = List.of(
                distillQueued(), succeeded(DISTILL, learngene(), 15), succeeded(EXPAND, expansion(), 22), never);
        FamilyState state = fold(all)
                .withSigns(Map.of(
                        TuneJob.id(FAMILY, TuneJob.MODELS, "L02"),
                        new FamilyState.Sign(Samples.point(TuneJob.id(FAMILY, TuneJob.MODELS, "L02"), 1, 3), null)));

        // When
        FamilyView view = FamilyViews.of(state);

        // Then
        assertThat(stands(view)).isEqualTo("running tune");
    }

    @Test
    void factOfAJobOfAnotherFamilyIsRefused() {
        // Given
        Fact fact = new Fact.JobStarted("other-1/distill", FAMILY, 1, "worker-1", Samples.at(1));

        // Then
        assertThatThrownBy(() -> new Observation.Happened(fact)).hasMessageContaining("other-1/distill");
    }

    @Test
    void failureNamesItsJob() {
        // When
        FamilyView view = FamilyViews.of(fold(List.of(distillQueued(), failed(DISTILL, 3))));

        // Then
        assertThat(view.error()).isEqualTo(DISTILL + ": no such class");
    }
}

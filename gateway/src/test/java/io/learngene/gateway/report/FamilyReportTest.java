package io.learngene.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.Tally;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.view.Samples;
import io.learngene.method.DistillationCost;
import io.learngene.method.TuneJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FamilyReportTest {

    private static final String FAMILY = Samples.learngene().family();

    @Test
    void ledgerCountsTheLearngeneOnceAndScratchUntilItIsAsGood() {
        // Given
        ModelManifest tuned = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65);
        ModelManifest other = Samples.model(TuneJob.MODELS, "L06", 0.5, 0.7, 0.75);
        ModelManifest scratch = Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.66, 0.67);

        // When
        Ledger ledger = report(List.of(tuned, other), List.of(scratch)).ledger();

        // Then
        double ours = DistillationCost.distillation(Samples.learngene())
                + 2 * TrainingCost.epoch(tuned)
                + 2 * TrainingCost.epoch(other);
        assertThat(ledger.ours().flops()).isCloseTo(ours, within(1.0));
        assertThat(ledger.scratch().flops()).isCloseTo(2 * TrainingCost.epoch(scratch), within(1.0));
        assertThat(ledger.scratchIsLowerBound()).isFalse();
        assertThat(ledger.ratio().flops()).isCloseTo(2 * TrainingCost.epoch(scratch) / ours, within(1e-9));
        assertThat(ledger.lines())
                .extracting(Ledger.Line::group)
                .containsExactly("ancestor", "learngene", "models", "models", "baselines/scratch");
    }

    @Test
    void ledgerDoesNotCountOperationsThatNobodyKnows() {
        // Given
        ModelManifest tuned = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65);
        ModelManifest scratch = Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.66, 0.67);

        // When
        Ledger ledger = Ledger.of(
                Samples.view(),
                Samples.learngeneOfATorchScriptFile(),
                Map.of(TuneJob.MODELS, List.of(tuned), TuneJob.SCRATCH, List.of(scratch)));

        // Then
        assertThat(ledger.ours().flops()).isNull();
        assertThat(ledger.ratio().flops()).isNull();
        assertThat(ledger.ratio().deviceSeconds()).isPositive();
        assertThat(ledger.scratch().flops()).isCloseTo(2 * TrainingCost.epoch(scratch), within(1.0));
    }

    @Test
    void scratchThatNeverGetsThereMakesALowerBound() {
        // Given
        ModelManifest tuned = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.9);
        ModelManifest scratch = Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.6);

        // When
        Ledger ledger = report(List.of(tuned), List.of(scratch)).ledger();

        // Then
        assertThat(ledger.scratchIsLowerBound()).isTrue();
        assertThat(ledger.scratch().samples())
                .isEqualTo(2.0 * scratch.training().trainImages());
    }

    @Test
    void saysHowSoonTuningReachesTheEndOfScratch() {
        // Given
        List<ModelManifest> tuned = List.of(
                Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65),
                Samples.model(TuneJob.MODELS, "L04", 0.7, 0.8),
                Samples.model(TuneJob.MODELS, "L06", 0.1, 0.2));
        List<ModelManifest> scratch = List.of(
                Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.62),
                Samples.model(TuneJob.SCRATCH, "L04", 0.1, 0.65),
                Samples.model(TuneJob.SCRATCH, "L06", 0.1, 0.5));

        // When
        FamilyReport report = report(tuned, scratch);

        // Then
        assertThat(report.reached()).extracting(FamilyReport.Reached::epochs).containsExactly(2, 0, null);
    }

    @Test
    void saysWhatItsJobsWentOnWithoutOrFailedFor() {
        // Given
        FamilyView family = Samples.warnedAndFailed("3 broken images of dataset 'pets' are skipped");

        // When
        FamilyReport report = FamilyReport.of(family, null, Samples.learngene(), Map.of(), result -> Optional.empty());

        // Then
        assertThat(report.warnings())
                .extracting(FamilyReport.Warned::warnings, FamilyReport.Warned::warning, FamilyReport.Warned::error)
                .containsExactly(tuple(1, "3 broken images of dataset 'pets' are skipped", "no such class"));
        assertThat(report.family().jobs()).isNull();
    }

    @Test
    void whatWasFittedIsALineOfTheLedgerAndCounted() {
        // Given
        List<ModelManifest> tuned = List.of(Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6));
        List<ModelManifest> scratch = List.of(Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.5));
        Map<String, List<ModelManifest>> models = new LinkedHashMap<>();
        models.put(TuneJob.MODELS, tuned);
        models.put(TuneJob.SCRATCH, scratch);
        Ledger without = Ledger.of(Samples.view(), Samples.learngene(), models);
        ModelManifest fitted = Samples.model(ResultSummary.Trained.FITTED, "L02", 0.2, 0.4);
        models.put(ResultSummary.Trained.FITTED, List.of(fitted));

        // When
        Ledger ledger = Ledger.of(Samples.view(), Samples.learngene(), models);

        // Then
        assertThat(ledger.lines()).extracting(Ledger.Line::group).contains("baselines/fitted");
        assertThat(ledger.ours().flops() - without.ours().flops())
                .isEqualTo(fitted.trainings().get(0).flops());
    }

    @Test
    void csvHasALineForEveryEpochOfEveryModel() {
        // When
        String csv = ReportCsv.of(report(List.of(Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)), List.of()));

        // Then
        assertThat(csv.lines()).hasSize(1 + 2 + 3 + 2);
        assertThat(csv)
                .contains("\r\n" + FAMILY + ",models,L02,2,", ",1,,,1.0,0.6,0.6,1.0,1000,600,0.56", ",0.05,1\r\n");
    }

    @Test
    void csvHasAColumnForEveryScore() {
        // Given
        ModelManifest classifier = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6);
        ModelManifest operator = Samples.modelOfErrors(TuneJob.MODELS, "L06", 0.25, 0.125);

        // When
        String ofClassifiers = ReportCsv.of(report(List.of(classifier), List.of()));
        String ofBoth = ReportCsv.of(report(List.of(classifier, operator), List.of()));

        // Then
        String before = "family,group,model,depth,parameters,epoch,train_loss,learning_rate,test_loss,";
        assertThat(ofClassifiers)
                .startsWith(before
                        + "top1,top5,seconds,test_images,test_right,test_low,test_high,calibration_error,seeds\r\n");
        assertThat(ofBoth)
                .startsWith(before + "relative_l2,top1,top5,seconds,test_images,")
                .contains(",1,,,1.0,,0.6,0.6,1.0,1000,600,", ",1,,,1.0,0.125,,,1.0,,,,,,\r\n");
    }

    @Test
    void smallerErrorIsReachedInTheReportToo() {
        // When
        FamilyReport report = report(
                List.of(Samples.modelOfErrors(TuneJob.MODELS, "L02", 0.9, 0.5, 0.1)),
                List.of(Samples.modelOfErrors(TuneJob.SCRATCH, "L02", 1.0, 0.3)));

        // Then
        assertThat(report.reached()).extracting(FamilyReport.Reached::epochs).containsExactly(2);
    }

    @Test
    void resultsHaveAColumnOfTheTestDataWhereEpochsAreComparedOnOthers() {
        // Given
        FamilyReport report =
                report(List.of(Samples.modelOfValidation(TuneJob.MODELS, "L02", 0.55, 0.4, 0.6)), List.of());

        // When
        ReportPage.Table validated = ReportPage.results(report, Score.VALIDATION_TOP1);
        ReportPage.Table tested = ReportPage.results(report, Score.TOP1);

        // Then
        assertThat(validated.heading()).containsSequence("0 epochs", "1 epoch", "end", "test", "epochs");
        assertThat(validated.rows().get(0)).hasSameSizeAs(validated.heading()).containsSequence("40.00", "60.00");
        assertThat(validated.rows().get(0)).containsSequence("60.00", "55.00", "1");
        assertThat(tested.heading()).doesNotContain("test");
        assertThat(tested.rows().get(0)).hasSameSizeAs(tested.heading());
    }

    @Test
    void resultsTellOfWhichEpochTheWeightsAre() {
        // Given
        ModelManifest last = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.5);

        // When
        ReportPage.Table results =
                ReportPage.results(report(List.of(Samples.withBestEpoch(last, 1)), List.of()), Score.TOP1);

        // Then
        assertThat(results.rows().get(0)).contains("1 of 2");
    }

    @Test
    void tunedModelsAreComparedWithTheirTwinsOnTheSameImages() {
        // Given
        ModelManifest tuned = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6);
        ModelManifest scratch = Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3);
        ModelManifest other = Samples.model(TuneJob.SCRATCH, "L06", 0.1, 0.3);

        // When
        FamilyReport report = judged(List.of(tuned), List.of(scratch, other));

        // Then
        assertThat(report.judged().differences()).singleElement().satisfies(each -> {
            assertThat(each.name()).isEqualTo("L02");
            assertThat(each.than()).isEqualTo("baselines/scratch");
            assertThat(each.found().difference()).isCloseTo(0.3, within(1e-9));
            assertThat(each.found().interval().low()).isPositive();
        });
        assertThat(JudgedTables.differences(report.judged()).rows().get(0)).contains("scratch", "+30.00", "yes");
    }

    @Test
    void reportTellsClassesAndWhatTheyAreTakenFor() {
        // When
        FamilyReport report = judged(List.of(Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)), List.of());

        // Then
        assertThat(JudgedTables.classes(report.judged()).rows())
                .containsExactly(List.of("b", "500", "20.00"), List.of("a", "500", "100.00"));
        assertThat(JudgedTables.confusion(report.judged()).rows())
                .containsExactly(List.of("L02", "b", "a", "400", "80.00"));
    }

    @Test
    void numberOfSeedsIsThatOfTheSameTraining() {
        // Given
        ModelManifest first = Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6);
        ModelManifest again = Samples.withSeed(Samples.model(TuneJob.MODELS, "L02-b", 0.4, 0.5), 43);
        ModelManifest other = Samples.model(TuneJob.MODELS, "L06", 0.4, 0.5);

        // When
        Judgements judged = report(List.of(first, again, other), List.of()).judged();

        // Then
        assertThat(judged.models())
                .extracting(Judgements.Model::name, Judgements.Model::seeds)
                .contains(tuple("L02", 2), tuple("L02-b", 2), tuple("L06", 1));
    }

    @Test
    void resultsThatWereChosenOnTheTestImagesSaySo() {
        // Given
        FamilyReport report = report(List.of(Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)), List.of());

        // When, Then
        assertThat(ReportPage.results(report, Score.TOP1).note()).contains("chosen on test", "dataset.validation");
        assertThat(ReportPage.results(report, Score.VALIDATION_TOP1).note()).doesNotContain("chosen on test");
        assertThat(report.family().chosenOn()).isEqualTo("test");
    }

    /** A class that no image has is in no table. */
    @Test
    void modelsOfSeveralClassesAreToldByTheirRankings() {
        // Given
        ModelManifest tuned = Samples.untested(Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6));
        LabelTally tally = new LabelTally(3, 2);
        tally.add(new float[] {2, -1, -1, 1, 1, -1}, new long[] {1, 1, 0, 0, 1, 0});
        LabelEvaluation evaluation = tally.evaluation(List.of("a", "b", "c"), "these");

        // When
        FamilyReport report = FamilyReport.of(
                Samples.view(),
                null,
                Samples.learngene(),
                Map.of(TuneJob.MODELS, List.of(tuned)),
                result -> Optional.of(evaluation).filter(e -> result == tuned));

        // Then
        assertThat(report.judged().models()).extracting(Judgements.Model::name).doesNotContain("L02");
        assertThat(LabelTables.tested(report.labelled()).rows())
                .containsExactly(
                        List.of("L02", "models", "2", "0", "100.00", "100.00 to 100.00", "66.67", "66.67", "1", "42"));
        assertThat(LabelTables.classes(report.labelled()).rows())
                .containsExactly(List.of("a", "1", "100.00"), List.of("b", "2", "100.00"));
        assertThat(LabelTables.tested(report.labelled()).note()).contains("no accuracy");
    }

    /** Of 1000 images the first that are right. */
    private static FamilyReport judged(List<ModelManifest> tuned, List<ModelManifest> scratch) {
        return FamilyReport.of(
                Samples.view(),
                null,
                Samples.learngene(),
                Map.of(TuneJob.MODELS, tuned, TuneJob.SCRATCH, scratch),
                result -> Optional.of(result)
                        .filter(ModelManifest.class::isInstance)
                        .map(model -> evaluation(
                                ((ModelManifest) model).training().tested().right())));
    }

    private static ModelEvaluation evaluation(long right) {
        Tally tally = new Tally(2);
        for (int i = 0; i < 1000; i++) {
            int label = i < 500 ? 0 : 1;
            tally.add(label, i < right ? label : 1 - label, 0.9);
        }
        return tally.evaluation(List.of("a", "b"), "shapes");
    }

    @Test
    void plotShowsEveryPointAndEscapesNames() {
        // When
        String svg = new Plot("a < b", "x", "y")
                .line("<one>", List.of(new double[] {1, 2}, new double[] {3, 4}), false)
                .line("absent", List.of(), false)
                .svg();

        // Then
        assertThat(svg).contains("a &lt; b", "&lt;one&gt;").doesNotContain("<one>", "NaN", "absent");
        assertThat(svg.split("<title>", -1)).hasSize(3);
    }

    @Test
    void linesOfOneColourHaveMarksOfTheirOwn() {
        // Given
        Plot plot = new Plot("t", "x", "y");
        for (int i = 0; i < 24; i++) {
            plot.line("line " + i, List.of(new double[] {0, i}), false);
        }

        // When
        Matcher marks = Pattern.compile("<path d=\"M[-\\d.]+ [-\\d.]+(m[^\"]+)\" fill=\"([^\"]+)\"/>")
                .matcher(plot.svg());

        // Then
        assertThat(marks.results().map(mark -> mark.group(1) + mark.group(2)).distinct())
                .hasSize(24);
    }

    @Test
    void plotOfASinglePointHasFiniteAxes() {
        // When
        String svg = new Plot("t", "x", "y")
                .line("one", List.of(new double[] {0, 0}), true)
                .svg();

        // Then
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }

    private static FamilyReport report(List<ModelManifest> tuned, List<ModelManifest> scratch) {
        Map<String, List<ModelManifest>> models = new LinkedHashMap<>();
        models.put(TuneJob.MODELS, tuned);
        if (!scratch.isEmpty()) {
            models.put(TuneJob.SCRATCH, scratch);
        }
        return FamilyReport.of(Samples.view(), null, Samples.learngene(), models, result -> Optional.empty());
    }
}

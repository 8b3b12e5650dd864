package io.learngene.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.Tally;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.comparison.Comparison;
import io.learngene.gateway.report.ComparedModels.Family;
import io.learngene.gateway.report.ComparisonReport.Row;
import io.learngene.gateway.view.Cost;
import io.learngene.gateway.view.Samples;
import io.learngene.method.DistillationCost;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.TuneJob;
import io.learngene.method.comparison.ComparisonPlan.Part;
import io.learngene.method.comparison.ComparisonRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a comparison's numbers come to. */
class ComparisonReportTest {

    private static final Cost ANCESTORS = new Cost(30, 5e9, 1000);

    @Test
    void rowIsTheMeanOfItsSeeds() {
        // When
        Row row = report(
                        learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.3, 0.5, 0.6)),
                        learned("sws", 2, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.7)))
                .rows()
                .get(0);

        // Then
        assertThat(row.score0()).isCloseTo(0.35, within(1e-9));
        assertThat(row.score1()).isCloseTo(0.55, within(1e-9));
        assertThat(row.score()).isCloseTo(0.65, within(1e-9));
        assertThat(row.least()).isEqualTo(0.6);
        assertThat(row.most()).isEqualTo(0.7);
        assertThat(row.runs()).extracting(ComparisonReport.Run::seed).containsExactly(1L, 2L);
    }

    @Test
    void intervalIsOfTheImagesHoweverManySeedsThereAre() {
        // When
        Row one = report(learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6)))
                .rows()
                .get(0);
        Row two = report(
                        learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6)),
                        learned("sws", 2, Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6)))
                .rows()
                .get(0);

        // Then
        assertThat(one.interval()).isEqualTo(two.interval());
        assertThat(one.interval().contains(0.6)).isTrue();
    }

    @Test
    void oneModelCostsItsTrainingAndAllOfItsLearngene() {
        // Given
        ModelManifest model = Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6);

        // When
        Row row = report(learned("sws", 1, model)).rows().get(0);

        // Then
        double own = model.trainings().get(0).flops();
        double learngene = DistillationCost.distillation(Samples.learngene());
        assertThat(row.own().flops()).isEqualTo(own);
        assertThat(row.alone().flops()).isCloseTo(own + learngene, within(1.0));
        assertThat(row.withAncestor().flops()).isCloseTo(own + learngene + 5e9, within(1.0));
    }

    @Test
    void scratchNeedsNeitherLearngeneNorAncestor() {
        // Given
        ModelManifest model = Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3);

        // When
        ComparisonReport report = report(scratch("scratch", TuneJob.SCRATCH, 1, model));

        // Then
        double own = model.trainings().get(0).flops();
        assertThat(report.rows().get(0).withAncestor().flops()).isEqualTo(own);
        assertThat(report.ledger().get(0).learngene().flops()).isZero();
        assertThat(report.ledger().get(0).stored()).isEqualTo(model.parameters());
    }

    @Test
    void ledgerCountsALearngeneOnceForAllModels() {
        // Given
        ModelManifest small = Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6);
        ModelManifest large = Samples.model(TuneJob.MODELS, "L06", 0.4, 0.7);

        // When
        ComparisonReport.Line line = report(learned("sws", 1, small, large), learned("sws", 2, small, large))
                .ledger()
                .get(0);

        // Then
        double learngene = DistillationCost.distillation(Samples.learngene());
        double training =
                small.trainings().get(0).flops() + large.trainings().get(0).flops();
        assertThat(line.models()).isEqualTo(2);
        assertThat(line.seeds()).isEqualTo(2);
        assertThat(line.stored()).isEqualTo(Samples.learngene().parameters());
        assertThat(line.total().flops()).isCloseTo(learngene + training, within(1.0));
        assertThat(line.withAncestor().flops()).isCloseTo(learngene + training + 5e9, within(1.0));
    }

    @Test
    void whoAsksTheAncestorFirstCostsNoMoreThanWhoTakesItsAnswers() {
        // Given
        ModelManifest model = Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6);
        LearngeneManifest first = Samples.learngene();
        ObjectNode taken = Json.mapper().valueToTree(first);
        taken.put("kind", "learngene").put("ancestor_epochs", 0);
        LearngeneManifest second = (LearngeneManifest) Json.read(Json.write(taken), JobResult.class);

        // When
        List<Row> rows = report(
                        family("sws", TuneJob.MODELS, 1, first, model),
                        family("tleg", TuneJob.MODELS, 1, second, model))
                .rows();

        // Then
        assertThat(DistillationCost.distillation(second)).isLessThan(DistillationCost.distillation(first));
        assertThat(rows.get(1).alone().flops()).isEqualTo(rows.get(0).alone().flops());
    }

    @Test
    void bestIsSaidToBeNoMoreThanTheImagesTell() {
        // When
        ComparisonReport report = report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.2)),
                learned("tleg", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.601)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.602)));

        // Then
        assertThat(report.sentences())
                .contains("At depth 2 the best is sws, with 60.20%; tleg is not told apart from it.");
    }

    @Test
    void ancestorThatWasGivenHasNoCostThatIsKnown() {
        // When
        ComparisonReport report = report(
                new ComparisonReport.Ancestor("given", 0.9, null),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.3, 0.6)));

        // Then
        assertThat(report.rows().get(0).withAncestor()).isNull();
        assertThat(report.ledger().get(0).withAncestor()).isNull();
    }

    @Test
    void methodThatLosesIsToldInAPlainSentence() {
        // When
        ComparisonReport report = report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3)),
                scratch(
                        "scratch-distilled",
                        TuneJob.SCRATCH_DISTILLED,
                        1,
                        Samples.model(TuneJob.SCRATCH_DISTILLED, "L02", 0.1, 0.7)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)));

        // Then
        assertThat(report.sentences().get(0))
                .startsWith("sws loses to scratch-distilled at depth 2, by 10.0 points (95 %: ")
                .contains("times as much, its learngene counted.");
        assertThat(report.sentences().get(1)).startsWith("sws is better than scratch at depth 2, by 30.0 points");
        assertThat(report.sentences().get(2))
                .startsWith("At depth 2 a control is best: scratch-distilled, with 70.00%.");
    }

    @Test
    void whatImagesDoNotTellApartIsNotCalledALoss() {
        // When
        ComparisonReport report = report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.6)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)));

        // Then
        assertThat(report.sentences().get(0)).startsWith("sws is not told apart from scratch at depth 2.");
    }

    @Test
    void seedThatSaysTheContraryTellsNothingApart() {
        // Given: by its mean better, but not with the second seed
        ComparisonReport report = report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3)),
                scratch("scratch", TuneJob.SCRATCH, 2, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.6)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)),
                learned("sws", 2, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.55)));

        // When
        ComparisonReport.Difference difference = report.differences().stream()
                .filter(each -> each.method().equals("sws"))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(difference.found().interval().low()).isPositive();
        assertThat(difference.seeds()).isEqualTo(2);
        assertThat(difference.toldApart()).isFalse();
    }

    @Test
    void bestIsToldBeforeTrainingAfterAnEpochAndAtTheEnd() {
        // When
        ComparisonReport.Best best = report(
                        scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.8)),
                        learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65)))
                .best()
                .get(0);

        // Then
        assertThat(best.before()).isEqualTo("sws");
        assertThat(best.afterOne()).isEqualTo("sws");
        assertThat(best.end()).isEqualTo("scratch");
        assertThat(best.cheapest()).isEqualTo("scratch");
    }

    @Test
    void cheapestIsWhoIsNotToldApartFromTheBestAndCostsLess() {
        // When
        ComparisonReport report = report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.6)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.601)));

        // Then
        assertThat(report.best().get(0).end()).isEqualTo("sws");
        assertThat(report.best().get(0).cheapest()).isEqualTo("scratch");
    }

    @Test
    void csvHasALineForEveryMethodTargetAndSeed() {
        // When
        String csv = ComparisonCsv.of(report(
                scratch("scratch", TuneJob.SCRATCH, 1, Samples.model(TuneJob.SCRATCH, "L02", 0.1, 0.3)),
                learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6)),
                learned("sws", 2, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.6))));

        // Then
        assertThat(csv.lines()).hasSize(1 + 3);
        assertThat(csv).contains(",sws,false,64,2,", ",top1,0.4,0.6,0.6,1000,600,");
        int columns = csv.lines().findFirst().orElseThrow().split(",", -1).length;
        assertThat(csv.lines())
                .allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
    }

    @Test
    void jsonHasScoresUnderTheirNames() {
        // When
        var row = Json.mapper()
                .valueToTree(report(learned("sws", 1, Samples.model(TuneJob.MODELS, "L02", 0.4, 0.5, 0.6))))
                .at("/rows/0");

        // Then
        assertThat(row.path("score_0").asDouble()).isEqualTo(0.4);
        assertThat(row.path("score_1").asDouble()).isEqualTo(0.5);
        assertThat(row.path("score").asDouble()).isEqualTo(0.6);
    }

    @Test
    void reportOfNothingFinishedIsEmptyAndNoFailure() {
        // When
        ComparisonReport report = report();

        // Then
        assertThat(report.rows()).isEmpty();
        assertThat(report.sentences()).isEmpty();
        assertThat(report.headline()).isEqualTo(Score.TOP1);
    }

    private static Family learned(String name, long seed, ModelManifest... models) {
        return family(name, TuneJob.MODELS, seed, Samples.learngene(), models);
    }

    /** Its family has a learngene that was not trained. */
    private static Family scratch(String name, String group, long seed, ModelManifest... models) {
        return family(name, group, seed, Samples.learngene(), models);
    }

    private static Family family(String name, String group, long seed, Learngene learngene, ModelManifest... models) {
        Part part =
                new Part(name + "-w64-s" + seed, name, "methods[0]", 64, seed, group, models.length, Samples.request());
        return new Family(part, name + "-" + seed, learngene, List.of(models), List.of());
    }

    private static ComparisonReport report(Family... families) {
        return report(new ComparisonReport.Ancestor("ancestor-1", 0.9, ANCESTORS), families);
    }

    private static ComparisonReport report(ComparisonReport.Ancestor ancestor, Family... families) {
        ComparisonRequest request = Json.read(
                "{\"dataset\": \"synthetic-shapes\"}".getBytes(StandardCharsets.UTF_8), ComparisonRequest.class);
        Comparison comparison =
                new Comparison("shapes-1", Samples.T0, request, new Comparison.Families("ancestor-1", Map.of()));
        ComparisonView view = new ComparisonView(
                "shapes-1",
                FamilyView.State.DONE,
                null,
                new FamilyView.Times(Samples.T0, null, null),
                0,
                0,
                "ancestor-1",
                List.of());
        return ComparisonReports.of(comparison, view, List.of(families), ancestor, ComparisonReportTest::evaluation);
    }

    /** Of 1000 images the first that are right. */
    private static Optional<ModelEvaluation> evaluation(JobResult result) {
        long right = ((ModelManifest) result).training().tested().right();
        Tally tally = new Tally(2);
        for (int i = 0; i < 1000; i++) {
            int label = i < 500 ? 0 : 1;
            tally.add(label, i < right ? label : 1 - label, 0.9);
        }
        return Optional.of(tally.evaluation(List.of("a", "b"), "shapes"));
    }
}

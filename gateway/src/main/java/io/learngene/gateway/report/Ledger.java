package io.learngene.gateway.report;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.view.Cost;
import io.learngene.gateway.view.CostComparison;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What everything cost.
 *
 * @param lines one for every training
 * @param ours learngene, once, and the tuning of all descendants; the ancestor is not counted, as in the paper, nor models that were
 *     tuned beside the family's own, on other images for example
 * @param scratch the scratch models until each was as good as its tuned twin at the end; null without them
 * @param scratchIsLowerBound whether one never was, so that its whole run was counted
 * @param ratio {@code scratch} over {@code ours}, of what is finished; null without scratch models
 */
public record Ledger(
        List<Line> lines, Cost ours, Cost scratch, boolean scratchIsLowerBound, CostComparison.Ratio ratio) {

    /**
     * One training.
     *
     * @param group {@code ancestor}, {@code learngene}, {@code models} or a baseline
     * @param name name of the model
     * @param epochs epochs
     * @param cost what it took
     */
    public record Line(String group, String name, int epochs, Cost cost) {}

    static Ledger of(FamilyView family, Learngene learngene, Map<String, List<ModelManifest>> models) {
        List<Line> lines = FamilyReport.trainings(learngene, models).stream()
                .map(run -> new Line(run.group(), run.name(), run.epochs(), cost(run)))
                .toList();
        Stream<JobResult> fitted =
                models.getOrDefault(Trained.FITTED, List.of()).stream().map(JobResult.class::cast);
        Cost learned = Stream.concat(Stream.ofNullable(learngene), fitted)
                .flatMap(made -> made.trainings().stream())
                .filter(TrainingRun::counted)
                .map(Ledger::cost)
                .reduce(Cost.NONE, Cost::plus);
        CostComparison comparison =
                CostComparison.of(learned, own(family, models, Trained.MODELS), own(family, models, Trained.SCRATCH));
        return new Ledger(
                lines, comparison.ours(), comparison.scratch(), comparison.scratchIsLowerBound(), comparison.ratio());
    }

    /** The same models as in the family's table. */
    private static List<CostComparison.Training> own(
            FamilyView family, Map<String, List<ModelManifest>> models, String group) {
        Set<String> names =
                family.descendants().stream().map(DescendantRow::name).collect(Collectors.toSet());
        return models.getOrDefault(group, List.of()).stream()
                .filter(model -> names.contains(model.name()))
                .flatMap(model -> model.trainings().stream())
                .map(run -> new CostComparison.Training(run.name(), ScoreCurve.of(run.history()), cost(run)))
                .toList();
    }

    private static Cost cost(TrainingRun run) {
        return new Cost(run.seconds(), run.flops(), run.samples());
    }
}

package io.learngene.gateway.report;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.evaluation.Interval;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.RightImages;
import io.learngene.gateway.report.ComparisonReport.Line;
import io.learngene.gateway.report.ComparisonReport.Row;
import io.learngene.gateway.report.ComparisonReport.Run;
import io.learngene.gateway.view.Cost;
import io.learngene.method.DistillationCost;
import io.learngene.method.DistilledRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.comparison.ComparisonPlan.Part;
import io.learngene.method.comparison.Control;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the families of a comparison have made, brought into rows: one for every method, width and depth. */
final class ComparedModels {

    private final ComparisonReport.Ancestor ancestor;
    private final Map<Target, List<Made>> made = new LinkedHashMap<>();
    private final Map<Whole, List<Family>> families = new LinkedHashMap<>();

    /**
     * A family that has made something.
     *
     * @param part what it is of the comparison
     * @param id id
     * @param learngene its learngene; null without one
     * @param models its models that are compared
     * @param fitted what was fitted for them before; empty for nothing
     */
    record Family(Part part, String id, Learngene learngene, List<ModelManifest> models, List<ModelManifest> fitted) {

        boolean ofLearngene() {
            return learngene != null && part.group().equals(Trained.MODELS);
        }

        Cost learned() {
            return ofLearngene() ? cost(learngene) : Cost.NONE;
        }

        Cost own(ModelManifest model) {
            return fitted.stream()
                    .filter(each -> each.name().equals(model.name()))
                    .map(ComparedModels::cost)
                    .reduce(cost(model), Cost::plus);
        }

        /** {@return whether it listened to the ancestor} */
        boolean taught() {
            return part.request() instanceof DistilledRequest && !part.name().equals(Control.SCRATCH.label());
        }
    }

    private record Target(String method, int width, int depth) {}

    private record Whole(String method, int width) {}

    private record Made(Family family, ModelManifest model) {}

    ComparedModels(ComparisonReport.Ancestor ancestor, List<Family> all) {
        this.ancestor = ancestor;
        for (Family family : all) {
            String method = family.part().name();
            families.computeIfAbsent(new Whole(method, family.part().width()), k -> new ArrayList<>())
                    .add(family);
            for (ModelManifest model : family.models()) {
                Target target = new Target(
                        method, family.part().width(), model.architecture().depth());
                if (end(model) != null) {
                    made.computeIfAbsent(target, k -> new ArrayList<>()).add(new Made(family, model));
                }
            }
        }
    }

    /** {@return the rows, in the order of the methods} */
    List<Row> rows() {
        return made.entrySet().stream()
                .map(each -> row(each.getKey(), each.getValue()))
                .toList();
    }

    private Row row(Target target, List<Made> models) {
        ModelManifest first = models.get(0).model();
        List<Run> runs = models.stream().map(ComparedModels::run).toList();
        List<Judged> judged = models.stream()
                .map(each -> each.model().training().tested())
                .filter(Objects::nonNull)
                .toList();
        Cost own = mean(
                models.stream().map(each -> each.family().own(each.model())).toList());
        Cost alone = own.plus(
                mean(models.stream().map(each -> each.family().learned()).toList()));
        return new Row(
                target.method(),
                Control.labels().contains(target.method()),
                target.width(),
                target.depth(),
                first.parameters(),
                mean(runs, Run::score0),
                mean(runs, Run::score1),
                mean(runs, Run::score),
                judged.isEmpty()
                        ? null
                        : judged.stream()
                                .mapToDouble(Judged::accuracy)
                                .average()
                                .getAsDouble(),
                judged.isEmpty() ? null : interval(judged),
                runs.stream().mapToDouble(Run::score).min().getAsDouble(),
                runs.stream().mapToDouble(Run::score).max().getAsDouble(),
                own,
                alone,
                withAncestor(alone, models.get(0).family()),
                runs);
    }

    /** {@return what everything of a method cost, in the order of the methods} */
    List<Line> ledger() {
        return families.entrySet().stream()
                .filter(each -> each.getValue().stream()
                        .anyMatch(family -> !family.models().isEmpty()))
                .map(each -> line(each.getKey(), each.getValue()))
                .toList();
    }

    /** A method may have several families of one seed. */
    private Line line(Whole whole, List<Family> all) {
        int seeds = (int)
                all.stream().map(family -> family.part().seed()).distinct().count();
        Cost learned = sum(all.stream().map(Family::learned)).times(1.0 / seeds);
        Cost training = sum(all.stream()
                        .flatMap(family -> family.models().stream().map(family::own)))
                .times(1.0 / seeds);
        long models = all.stream().mapToLong(family -> family.models().size()).sum() / seeds;
        long stored = all.stream()
                        .mapToLong(family -> family.ofLearngene()
                                ? family.learngene().parameters()
                                : family.models().stream()
                                        .mapToLong(ModelManifest::parameters)
                                        .sum())
                        .sum()
                / seeds;
        Cost total = learned.plus(training);
        return new Line(
                whole.method(),
                whole.width(),
                seeds,
                stored,
                (int) models,
                learned,
                training,
                total,
                withAncestor(total, all.get(0)));
    }

    private Cost withAncestor(Cost cost, Family family) {
        if (!family.taught()) {
            return cost;
        }
        return ancestor == null || ancestor.cost() == null ? null : cost.plus(ancestor.cost());
    }

    /**
     * @param evaluations the evaluation of a result
     * @return which images the models of a row have right, by seed
     */
    Function<Row, Map<Long, RightImages>> right(Function<JobResult, Optional<ModelEvaluation>> evaluations) {
        Map<Target, Map<Long, RightImages>> known = new LinkedHashMap<>();
        made.forEach((target, models) ->
                models.forEach(each -> evaluations.apply(each.model()).ifPresent(evaluation -> known.computeIfAbsent(
                                target, k -> new LinkedHashMap<>())
                        .put(each.family().part().seed(), evaluation.rightImages()))));
        return row -> known.getOrDefault(new Target(row.method(), row.width(), row.depth()), Map.of());
    }

    /** {@return name of the score that the first model is judged by; empty before there is one} */
    Optional<String> headline() {
        return made.values().stream()
                .flatMap(List::stream)
                .map(each -> curve(each.model()).headline())
                .findFirst();
    }

    /**
     * @param id the ancestor
     * @param trainedBy learngene of the family that trained it; null if it was given
     * @param families of the comparison, one of which knows how good it is
     * @return the ancestor
     */
    static ComparisonReport.Ancestor ancestor(String id, Learngene trainedBy, List<Family> families) {
        if (id == null) {
            return null;
        }
        Double score = Stream.concat(
                        Stream.ofNullable(trainedBy),
                        families.stream().map(Family::learngene).filter(Objects::nonNull))
                .map(Learngene::summary)
                .filter(Learned.class::isInstance)
                .flatMap(learned -> ((Learned) learned).predecessors().stream().limit(1))
                .map(each -> each.score())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Cost cost = trainedBy == null
                ? null
                : sum(trainedBy.trainings().stream()
                        .filter(run -> !run.counted())
                        .map(ComparedModels::cost));
        return new ComparisonReport.Ancestor(id, score, cost);
    }

    private static Run run(Made each) {
        ScoreCurve curve = curve(each.model());
        Judged tested = each.model().training().tested();
        return new Run(
                each.family().part().seed(),
                each.family().id(),
                each.model().name(),
                curve.before(),
                curve.afterOne(),
                curve.end(),
                tested == null ? null : (Long) tested.images(),
                tested == null ? null : (Long) tested.right());
    }

    /** Of the images alone: seeds share them, so that more seeds do not make more images. */
    private static Interval interval(List<Judged> judged) {
        long images = judged.get(0).images();
        double right = judged.stream().mapToDouble(Judged::accuracy).average().getAsDouble();
        return Interval.wilson(Math.round(right * images), images);
    }

    private static Double mean(List<Run> runs, Function<Run, Double> score) {
        ToDoubleFunction<Run> value = score::apply;
        return runs.stream().anyMatch(run -> score.apply(run) == null)
                ? null
                : (Double) runs.stream().mapToDouble(value).average().getAsDouble();
    }

    private static Cost mean(List<Cost> costs) {
        return sum(costs.stream()).times(1.0 / costs.size());
    }

    private static Cost sum(Stream<Cost> costs) {
        return costs.reduce(Cost.NONE, Cost::plus);
    }

    /** Answers that another training has asked for are counted all the same: a table may not depend on who came first. */
    private static Cost cost(JobResult result) {
        Cost paid = sum(result.trainings().stream().filter(TrainingRun::counted).map(ComparedModels::cost));
        if (result instanceof LearngeneManifest learngene) {
            return new Cost(paid.deviceSeconds(), DistillationCost.alone(learngene), paid.samples());
        }
        return result instanceof ModelManifest model
                ? new Cost(paid.deviceSeconds(), TrainingCost.alone(model), paid.samples())
                : paid;
    }

    private static Cost cost(TrainingRun run) {
        return new Cost(run.seconds(), run.flops(), run.samples());
    }

    private static ScoreCurve curve(ModelManifest model) {
        return ((Trained) model.summary()).curve();
    }

    private static Double end(ModelManifest model) {
        return curve(model).end();
    }
}

package io.learngene.gateway.report;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.job.TuneJob;
import io.learngene.gateway.view.TrainingCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What everything cost.
 *
 * @param lines one for every training
 * @param ours learngene, once, and the tuning of all descendants; the ancestor is not counted, as in the paper
 * @param scratch the scratch models until each was as good as its tuned twin at the end; null without them
 * @param scratchIsLowerBound whether one never was, so that its whole run was counted
 * @param ratio {@code scratch} over {@code ours}; null without scratch models
 */
public record Ledger(List<Line> lines, Cost ours, Cost scratch, boolean scratchIsLowerBound, Cost ratio) {

    /**
     * One training.
     *
     * @param group {@code ancestor}, {@code learngene}, {@code models} or a baseline
     * @param name name of the model
     * @param epochs epochs
     * @param cost what it took
     */
    public record Line(String group, String name, int epochs, Cost cost) {}

    static Ledger of(LearngeneManifest learngene, Map<String, List<ModelManifest>> models) {
        List<Line> lines = new ArrayList<>();
        Cost ours = Cost.NONE;
        if (learngene != null) {
            int epochs = TrainingCost.epochs(learngene.ancestorHistory());
            if (epochs > 0) {
                double samples = (double) learngene.trainImages() * epochs;
                Cost cost = new Cost(learngene.ancestorSeconds(), TrainingCost.ancestor(learngene), samples);
                lines.add(new Line("ancestor", learngene.ancestorId(), epochs, cost));
            }
            epochs = TrainingCost.epochs(learngene.history());
            ours = new Cost(
                    learngene.seconds(),
                    TrainingCost.distillation(learngene),
                    (double) learngene.trainImages() * epochs);
            lines.add(new Line("learngene", learngene.id(), epochs, ours));
        }
        for (Map.Entry<String, List<ModelManifest>> group : models.entrySet()) {
            for (ModelManifest model : group.getValue()) {
                Line line = new Line(group.getKey(), model.name(), TrainingCost.epochs(model.history()), cost(model));
                lines.add(line);
                boolean own = group.getKey().equals(TuneJob.MODELS) && onSameImages(model, learngene);
                ours = own ? ours.plus(line.cost()) : ours;
            }
        }
        return compared(lines, ours, models);
    }

    /** Models that were tuned on other images are further work, which scratch models are not compared with. */
    private static boolean onSameImages(ModelManifest model, LearngeneManifest learngene) {
        return learngene == null
                || model.provenance().dataset().equals(learngene.provenance().dataset());
    }

    private static Ledger compared(List<Line> lines, Cost ours, Map<String, List<ModelManifest>> models) {
        Map<String, ModelManifest> tuned = models.getOrDefault(TuneJob.MODELS, List.of()).stream()
                .collect(Collectors.toMap(ModelManifest::name, Function.identity()));
        Cost scratch = Cost.NONE;
        boolean lowerBound = false;
        for (ModelManifest twin : models.getOrDefault(TuneJob.SCRATCH, List.of())) {
            ModelManifest model = tuned.get(twin.name());
            if (model == null || model.history().isEmpty()) {
                continue;
            }
            Integer reached = firstReaching(twin.history(), last(model));
            int epochs = TrainingCost.epochs(twin.history());
            lowerBound |= reached == null;
            scratch = scratch.plus(cost(twin).times(reached == null || epochs == 0 ? 1 : (double) reached / epochs));
        }
        boolean any = scratch.samples() > 0;
        return new Ledger(lines, ours, any ? scratch : null, lowerBound, any ? scratch.over(ours) : null);
    }

    /** {@return the first trained epoch of at least this accuracy; null if there is none} */
    static Integer firstReaching(List<EpochResult> history, double accuracy) {
        return history.stream()
                .filter(e -> e.epoch() > 0 && e.top1() != null && e.top1() >= accuracy)
                .map(EpochResult::epoch)
                .findFirst()
                .orElse(null);
    }

    static double last(ModelManifest model) {
        Double top1 = model.history().get(model.history().size() - 1).top1();
        return top1 == null ? 0 : top1;
    }

    private static Cost cost(ModelManifest model) {
        int epochs = TrainingCost.epochs(model.history());
        Double epoch = TrainingCost.epoch(model);
        Double flops = epoch == null ? null : Double.valueOf(epoch * epochs);
        return new Cost(model.seconds(), flops, (double) model.trainImages() * epochs);
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.ScoreCurve;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a family cost, and what training each of its models from random weights until it is as good would have: the one place of the
 * rule, for the table and for the report.
 *
 * @param ours the learngene, once, what was fitted, and all tuning; the ancestor is not counted, as in the paper
 * @param scratch the scratch models until each was as good as its tuned twin at the end; null without them
 * @param scratchIsLowerBound whether one never was, so that its whole run was counted, or may have been later than was counted
 * @param ratio {@code scratch} over {@code ours}; null without scratch models
 */
public record CostComparison(Cost ours, Cost scratch, boolean scratchIsLowerBound, Ratio ratio) {

    /**
     * How many times as much.
     *
     * @param deviceSeconds in seconds; null if there is nothing to divide by
     * @param flops in operations; null if unknown
     * @param samples in images; null if there is nothing to divide by
     */
    public record Ratio(Double deviceSeconds, Double flops, Double samples) {
        static Ratio of(Cost one, Cost other) {
            return new Ratio(
                    divided(one.deviceSeconds(), other.deviceSeconds()),
                    divided(one.flops(), other.flops()),
                    divided(one.samples(), other.samples()));
        }

        private static Double divided(Double one, Double other) {
            return one == null || other == null || other <= 0 ? null : Double.valueOf(one / other);
        }
    }

    /**
     * A training.
     *
     * @param name name of the model, the same for twins
     * @param curve how good it was
     * @param cost what all of it took
     */
    public record Training(String name, ScoreCurve curve, Cost cost) {

        static Training of(Trained model) {
            Double flops = model.epochFlops() == null
                    ? null
                    : Double.valueOf(model.epochFlops() * model.curve().epochs());
            return new Training(model.name(), model.curve(), new Cost(model.seconds(), flops, 0));
        }
    }

    /**
     * @param learngene what the learngene took, and what was fitted for single models
     * @param tuned tuned models
     * @param scratch models trained from random weights; those without a tuned twin are not counted
     * @return the comparison of what is given
     */
    public static CostComparison of(Cost learngene, List<Training> tuned, List<Training> scratch) {
        Cost ours = learngene;
        Map<String, ScoreCurve> curves = new HashMap<>();
        for (Training each : tuned) {
            ours = ours.plus(each.cost());
            curves.put(each.name(), each.curve());
        }
        Cost theirs = null;
        boolean lowerBound = false;
        for (Training each : scratch) {
            ScoreCurve twin = curves.get(each.name());
            if (twin == null) {
                continue;
            }
            Until until = Until.asGoodAs(twin, each.curve());
            lowerBound |= until.atLeast();
            Cost cost = each.cost().times(until.share());
            theirs = theirs == null ? cost : theirs.plus(cost);
        }
        return new CostComparison(ours, theirs, lowerBound, theirs == null ? null : Ratio.of(theirs, ours));
    }

    static CostComparison of(Learned learngene, List<Trained> fitted, List<Trained> tuned, List<Trained> scratch) {
        return of(
                fitted.stream()
                        .map(each -> Training.of(each).cost())
                        .reduce(new Cost(learngene.seconds(), learngene.flops(), 0), Cost::plus),
                tuned.stream().map(Training::of).toList(),
                scratch.stream().map(Training::of).toList());
    }

    /** The share of a training after which it was as good as wanted; at least that where it is not known better. */
    private record Until(double share, boolean atLeast) {
        static Until asGoodAs(ScoreCurve wanted, ScoreCurve curve) {
            ScoreCurve.Epochs reached = curve.firstAsGoodAs(wanted).orElse(null);
            if (reached == null || curve.epochs() == 0) {
                return new Until(1, true);
            }
            return new Until((double) reached.earliest() / curve.epochs(), !reached.exact());
        }
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.ScoreCurve;

/**
 * How soon a tuned model was as good as its scratch twin at its end, and what that saved: the one place of the rule, for the table and
 * for the report.
 *
 * @param reached whether it was at all
 * @param epochs first epoch of the tuned model that is at least as good, 0 for its initialisation; null if none is, or it is not known
 *     which one
 * @param share share of the twin's training operations that was saved until then; null if {@code epochs} or the operations are not known
 */
public record Saving(boolean reached, Integer epochs, Double share) {

    /**
     * @param tuned a tuned model
     * @param fitted what was fitted for it before, which saved nothing; null for nothing
     * @param scratch its twin
     * @return how soon; null where the twin was never evaluated
     */
    public static Saving of(Trained tuned, Trained fitted, Trained scratch) {
        if (scratch.curve().end() == null) {
            return null;
        }
        if (tuned.curve().beganAsGoodAs(scratch.curve())) {
            return new Saving(true, 0, share(0, tuned, fitted, scratch));
        }
        ScoreCurve.Epochs first = tuned.curve().firstAsGoodAs(scratch.curve()).orElse(null);
        Integer epochs = first == null || !first.exact() ? null : (Integer) first.latest();
        return new Saving(first != null, epochs, epochs == null ? null : share(epochs, tuned, fitted, scratch));
    }

    private static Double share(int epochs, Trained tuned, Trained fitted, Trained scratch) {
        if (tuned.epochFlops() == null
                || scratch.epochFlops() == null
                || fitted != null && fitted.epochFlops() == null) {
            return null;
        }
        double before =
                fitted == null ? 0 : fitted.epochFlops() * fitted.curve().epochs();
        double all = scratch.epochFlops() * scratch.curve().epochs();
        return all > 0 ? Double.valueOf(1 - (before + epochs * tuned.epochFlops()) / all) : null;
    }
}

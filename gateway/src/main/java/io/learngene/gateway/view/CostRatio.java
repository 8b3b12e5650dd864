package io.learngene.gateway.view;

import io.learngene.contracts.job.TuneJob;
import java.util.ArrayList;
import java.util.List;

/**
 * Training operations that the scratch models took until they were as good as their tuned twins, over learngene plus all
 * tuning. The ancestor is not counted, as in the paper.
 *
 * @param value the ratio
 * @param lowerBound whether a scratch model never got there, so that its whole run was counted
 */
record CostRatio(double value, boolean lowerBound) {

    /**
     * {@return the ratio; null before every baseline and its twin are finished, without baselines, or if a training took nobody
     * knows what}
     */
    static CostRatio of(FamilyState state) {
        if (state.learngene() == null || state.learngene().flops() == null) {
            return null;
        }
        List<ModelOutcome[]> pairs = new ArrayList<>();
        double ours = state.learngene().flops();
        for (String name : state.descendants().keySet()) {
            JobState tune = state.jobs().get(TuneJob.id(state.family(), TuneJob.MODELS, name));
            JobState scratch = state.jobs().get(TuneJob.id(state.family(), TuneJob.SCRATCH, name));
            boolean tuned = tune != null && tune.outcome() != null;
            if (tuned && tune.outcome().epochFlops() == null) {
                return null;
            }
            if (tuned) {
                ours += tune.outcome().epochs() * tune.outcome().epochFlops();
            }
            if (scratch == null) {
                continue;
            }
            if (!tuned || scratch.outcome() == null || tune.outcome().accuracy() == null) {
                return null;
            }
            pairs.add(new ModelOutcome[] {tune.outcome(), scratch.outcome()});
        }
        if (pairs.isEmpty() || ours <= 0) {
            return null;
        }
        double theirs = 0;
        boolean lowerBound = false;
        for (ModelOutcome[] pair : pairs) {
            int epoch = pair[1].firstEpochReaching(pair[0].accuracy());
            lowerBound |= epoch < 0;
            theirs += (epoch < 0 ? pair[1].epochs() : epoch) * pair[1].epochFlops();
        }
        return new CostRatio(theirs / ours, lowerBound);
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import java.util.List;

/**
 * What the family's totals need of its learngene.
 *
 * @param parameters parameters it stores
 * @param accuracy top-1 accuracy of the auxiliary model, 0 to 1; null if not evaluated
 * @param seconds wall-clock seconds of distillation
 * @param flops operations of distillation, the teacher's forward passes counted; null if unknown
 * @param ancestorAccuracy top-1 accuracy of the ancestor, 0 to 1
 * @param ancestorSeconds wall-clock seconds of training the ancestor
 * @param ancestorFlops operations of training the ancestor
 */
record LearngeneOutcome(
        long parameters,
        Double accuracy,
        double seconds,
        Double flops,
        double ancestorAccuracy,
        double ancestorSeconds,
        double ancestorFlops) {

    static LearngeneOutcome of(LearngeneManifest learngene) {
        List<EpochResult> history = learngene.history();
        return new LearngeneOutcome(
                learngene.parameters(),
                history.isEmpty() ? null : history.get(history.size() - 1).top1(),
                learngene.seconds(),
                TrainingCost.distillation(learngene),
                learngene.ancestorAccuracy(),
                learngene.ancestorSeconds(),
                TrainingCost.ancestor(learngene));
    }
}

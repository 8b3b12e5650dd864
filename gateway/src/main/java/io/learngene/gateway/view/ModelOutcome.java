package io.learngene.gateway.view;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.ModelManifest;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What the family table needs of a finished model.
 *
 * @param accuracies top-1 accuracy by epoch, the state before training first; 0 to 1
 * @param seconds wall-clock seconds of training
 * @param epochFlops training operations of one epoch; null if unknown
 */
record ModelOutcome(List<Double> accuracies, double seconds, Double epochFlops) {

    ModelOutcome {
        accuracies = List.copyOf(accuracies);
    }

    static ModelOutcome of(ModelManifest model) {
        return new ModelOutcome(
                model.history().stream()
                        .sorted(Comparator.comparingInt(EpochResult::epoch))
                        .map(EpochResult::top1)
                        .filter(Objects::nonNull)
                        .toList(),
                model.seconds(),
                TrainingCost.epoch(model));
    }

    /** {@return accuracy after an epoch; null if it was not trained so long} */
    Double accuracy(int epoch) {
        return epoch < accuracies.size() ? accuracies.get(epoch) : null;
    }

    /** {@return accuracy after all of the training; null without history} */
    Double accuracy() {
        return accuracies.isEmpty() ? null : accuracies.get(accuracies.size() - 1);
    }

    /** {@return epochs of the training} */
    int epochs() {
        return Math.max(0, accuracies.size() - 1);
    }

    /** {@return the first epoch of at least this accuracy; -1 if there is none} */
    int firstEpochReaching(double wanted) {
        for (int epoch = 1; epoch < accuracies.size(); epoch++) {
            if (accuracies.get(epoch) >= wanted) {
                return epoch;
            }
        }
        return -1;
    }
}

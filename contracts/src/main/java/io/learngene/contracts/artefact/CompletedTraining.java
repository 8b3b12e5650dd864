package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.evaluation.Judged;
import java.util.List;

/**
 * A training that has ended; in JSON fields of the manifest of what it made.
 *
 * @param trainImages training images seen per epoch
 * @param history epochs, beginning with the state before training
 * @param seconds wall-clock seconds of its steps, evaluation not counted
 * @param passes how often it saw the training images; null where that is its epochs
 * @param bestEpoch the epoch whose weights were published; null where these are the last one's
 * @param tested how the model answered the test images at its end; null in manifests from before this was counted
 */
public record CompletedTraining(
        int trainImages, List<EpochResult> history, double seconds, Double passes, Integer bestEpoch, Judged tested) {

    public CompletedTraining {
        history = List.copyOf(Check.present("history", history));
    }

    /** {@return images that it has seen, each as often as it was seen} */
    public double images() {
        return trainImages * (passes == null ? TrainingCost.epochs(history) : passes);
    }
}

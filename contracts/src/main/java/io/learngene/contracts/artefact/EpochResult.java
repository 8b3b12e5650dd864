package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * One row of a training history.
 *
 * @param epoch finished epochs; 0 is the state before training
 * @param trainLoss mean loss of the epoch's steps, but those that overflowed (fp16); null for epoch 0, or if all did
 * @param learningRate learning rate of the epoch; null for epoch 0
 * @param testLoss mean loss on the data that epochs are compared on, of classifiers the cross entropy: the validation data where there is
 *     some, else the test data
 * @param evaluated how good the model was on that data, and in the last row on the test data too; in JSON its fields lie beside the others
 * @param seconds wall-clock seconds of training the epoch, evaluation not counted
 */
public record EpochResult(
        int epoch,
        Double trainLoss,
        Double learningRate,
        Double testLoss,
        @JsonUnwrapped Scores evaluated,
        double seconds) {
    public EpochResult {
        evaluated = evaluated == null ? Scores.NONE : evaluated;
    }

    /** {@return the score that models are compared by; null if the epoch was not evaluated} */
    public Double score() {
        return evaluated.value();
    }
}

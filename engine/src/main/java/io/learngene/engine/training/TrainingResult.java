package io.learngene.engine.training;

import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.Answered;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A finished training.
 *
 * @param weights all tensors of the network
 * @param factors what they were materialised from, by a method that trains factors; else the weights
 * @param history one row per epoch; the first, epoch 0, is the evaluation before training
 * @param seconds wall-clock seconds of training steps, evaluation not counted, over all sessions of a resumed run
 * @param steps optimiser steps taken
 * @param passes how often it saw the training images; null where that is its epochs, which the last may be cut short of
 * @param bestEpoch the epoch that the weights are of; null where it is the last
 * @param tested how the weights answered the test images
 */
public record TrainingResult(
        Map<String, Tensor> weights,
        Map<String, Tensor> factors,
        List<EpochResult> history,
        double seconds,
        long steps,
        Double passes,
        Integer bestEpoch,
        Answered tested) {

    /**
     * @param trainImages training images of an epoch
     * @param judged how the weights answered the test images, in numbers; null if that is not counted
     * @return what a manifest tells of it
     */
    public CompletedTraining completed(int trainImages, Judged judged) {
        return new CompletedTraining(trainImages, history, seconds, passes, bestEpoch, judged);
    }
}

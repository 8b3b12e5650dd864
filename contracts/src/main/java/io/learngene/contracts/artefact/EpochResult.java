package io.learngene.contracts.artefact;

/**
 * One row of a training history.
 *
 * @param epoch finished epochs; 0 is the state before training
 * @param trainLoss mean loss over the epoch; null for epoch 0
 * @param learningRate learning rate of the epoch; null for epoch 0
 * @param testLoss mean cross entropy on the test images
 * @param top1 top-1 accuracy on the test images, 0 to 1
 * @param top5 top-5 accuracy on the test images, 0 to 1
 * @param seconds wall-clock seconds of training the epoch, evaluation not counted
 */
public record EpochResult(
        int epoch, Double trainLoss, Double learningRate, Double testLoss, Double top1, Double top5, double seconds) {}

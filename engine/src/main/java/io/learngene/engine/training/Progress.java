package io.learngene.engine.training;

/**
 * Where a training stands.
 *
 * @param epoch finished epochs
 * @param epochs epochs in all
 * @param step finished steps
 * @param steps steps in all
 * @param loss mean loss of the steps since the last report, but those that overflowed; null if there are none
 * @param learningRate current learning rate
 * @param imagesPerSecond throughput since the last report; null if no step was taken since
 * @param etaSeconds estimated seconds to the end, evaluations included; null if not known yet
 */
public record Progress(
        int epoch,
        int epochs,
        long step,
        long steps,
        Double loss,
        Double learningRate,
        Double imagesPerSecond,
        Double etaSeconds) {}

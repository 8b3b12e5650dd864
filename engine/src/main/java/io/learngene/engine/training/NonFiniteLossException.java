package io.learngene.engine.training;

import io.learngene.contracts.Permanent;

/** The loss is not a number any more; going on would only make more of them. */
public final class NonFiniteLossException extends RuntimeException implements Permanent {
    NonFiniteLossException(double loss, double gradientNorm, long step, int epoch, double learningRate) {
        super("loss " + loss + " (gradient norm " + gradientNorm + ") in step " + step + ", epoch " + (epoch + 1)
                + ", at learning rate " + learningRate
                + "; lower learning_rate, give warmup_epochs, or set clip_norm");
    }
}

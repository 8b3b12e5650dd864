package io.learngene.engine.network;

import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;
import java.util.Map;

/**
 * Settings of one optimiser step.
 *
 * @param learningRate learning rate of this step
 * @param weightDecay decoupled weight decay of matrices
 * @param clipNorm largest global gradient norm; 0 for no clipping
 * @param dropPath stochastic depth rate of the last layer, linear from 0 at the first; residual networks ignore it
 * @param seed decides which branches are dropped
 * @param averageDecay decay of the running average of the weights in this step; null for none
 * @param lossScale what the loss is multiplied by, so that fp16 gradients do not vanish; 1 for none. A step whose gradients
 *     overflow then changes nothing
 */
public record StepSettings(
        double learningRate,
        double weightDecay,
        double clipNorm,
        double dropPath,
        long seed,
        Double averageDecay,
        double lossScale) {

    /** Names of the numbers, as the programs know them. */
    static final List<String> NUMBERS = List.of(
            "learning_rate",
            "beta1",
            "beta2",
            "epsilon",
            "weight_decay",
            "clip_norm",
            "loss_scale",
            "average_share",
            "own_label");

    /** AdamW's first and second decay rate and epsilon: everywhere the published ones. */
    private static final double BETA1 = 0.9;

    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /**
     * Without average and loss scale.
     *
     * @param learningRate learning rate of this step
     * @param weightDecay decoupled weight decay of matrices
     * @param clipNorm largest global gradient norm; 0 for no clipping
     * @param dropPath stochastic depth rate of the last layer
     * @param seed decides which branches are dropped
     */
    public StepSettings(double learningRate, double weightDecay, double clipNorm, double dropPath, long seed) {
        this(learningRate, weightDecay, clipNorm, dropPath, seed, null, 1);
    }

    /**
     * @param recipe a complete recipe
     * @param steps steps that were taken before this one
     * @param learningRate learning rate of this step
     * @param lossScale what the loss is multiplied by
     * @param seed seed of this step
     * @return the settings
     */
    public static StepSettings of(TrainingRecipe recipe, long steps, double learningRate, double lossScale, long seed) {
        return new StepSettings(
                learningRate,
                recipe.regularisation().weightDecay(),
                recipe.regularisation().clipNorm(),
                recipe.regularisation().dropPath(),
                seed,
                recipe.averaging().on() ? averageDecay(recipe.averaging().emaDecay(), steps) : null,
                lossScale);
    }

    /**
     * With the highest decay from the beginning an average holds the first weights for many epochs; this one forgets them at the first
     * step.
     */
    private static double averageDecay(double highest, long steps) {
        return Math.min(highest, 1 - Math.pow(1.0 + steps, -2.0 / 3));
    }

    /** {@return the numbers by name; {@code ownLabel} is the share of an image's own label in its target} */
    Map<String, Double> numbers(double ownLabel) {
        return Map.of(
                "learning_rate",
                learningRate,
                "beta1",
                BETA1,
                "beta2",
                BETA2,
                "epsilon",
                EPSILON,
                "weight_decay",
                weightDecay,
                "clip_norm",
                clipNorm,
                "loss_scale",
                lossScale,
                "average_share",
                averageDecay == null ? 0.0 : 1 - averageDecay,
                "own_label",
                ownLabel);
    }
}

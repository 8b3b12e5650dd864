package io.learngene.engine.training;

import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * timm's cosine schedule with one learning rate per epoch: linear warm-up, then the cosine over all epochs, warm-up
 * included, so that it is entered where it stands after the warm-up.
 *
 * @param epochs length of the cosine
 * @param warmupEpochs epochs of warm-up
 * @param warmupLearningRate learning rate of the first warm-up epoch
 * @param learningRate peak
 * @param minLearningRate where the cosine ends
 */
public record CosineSchedule(
        int epochs, int warmupEpochs, double warmupLearningRate, double learningRate, double minLearningRate) {

    /**
     * @param recipe a complete recipe
     * @return its schedule
     */
    public static CosineSchedule of(TrainingRecipe recipe) {
        return new CosineSchedule(
                recipe.epochs(),
                recipe.warmupEpochs(),
                recipe.warmupLearningRate(),
                recipe.learningRate(),
                recipe.minLearningRate());
    }

    /**
     * @param epoch epoch, from 0
     * @return its learning rate
     */
    public double learningRate(int epoch) {
        if (epoch < warmupEpochs) {
            return warmupLearningRate + epoch * (learningRate - warmupLearningRate) / warmupEpochs;
        }
        if (epoch >= epochs) {
            return minLearningRate;
        }
        return minLearningRate
                + 0.5 * (learningRate - minLearningRate) * (1 + StrictMath.cos(Math.PI * epoch / epochs));
    }
}

package io.learngene.engine.training;

import io.learngene.contracts.recipe.ScheduleInterval;
import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * timm's cosine schedule: linear warm-up, then the cosine over the whole length, warm-up included, so that it is entered
 * where it stands after the warm-up. Time is counted in epochs or in steps.
 *
 * @param length length of the cosine
 * @param warmup length of the warm-up
 * @param warmupLearningRate learning rate at its begin
 * @param learningRate peak
 * @param minLearningRate where the cosine ends
 */
public record CosineSchedule(
        long length, long warmup, double warmupLearningRate, double learningRate, double minLearningRate) {

    /**
     * @param recipe a complete recipe
     * @param stepsPerEpoch steps of an epoch
     * @return its schedule, over epochs or steps as the recipe says
     */
    public static CosineSchedule of(TrainingRecipe recipe, int stepsPerEpoch) {
        boolean step = recipe.interval() == ScheduleInterval.STEP;
        Integer warmup = recipe.rates().warmupSteps();
        return new CosineSchedule(
                step ? recipe.length().steps(stepsPerEpoch) : recipe.length().epochs(stepsPerEpoch),
                warmup != null ? warmup : (long) recipe.rates().warmupEpochs() * (step ? stepsPerEpoch : 1),
                recipe.rates().warmupLearningRate(),
                recipe.scaledLearningRate(),
                recipe.rates().minLearningRate());
    }

    /**
     * @param time epoch or step, from 0
     * @return its learning rate
     */
    public double learningRate(long time) {
        if (time < warmup) {
            return warmupLearningRate + time * (learningRate - warmupLearningRate) / warmup;
        }
        if (time >= length) {
            return minLearningRate;
        }
        return minLearningRate + 0.5 * (learningRate - minLearningRate) * (1 + StrictMath.cos(Math.PI * time / length));
    }
}

package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * The learning rate over a training: linear warm-up, then timm's cosine; in JSON fields of the recipe. A field that is null was not
 * given.
 *
 * @param learningRate peak learning rate
 * @param learningRateBatch batch size that {@code learning_rate} is meant for; it is scaled in proportion to the batch size
 *     (Goyal et al., 2017); null takes it as it is
 * @param minLearningRate learning rate that the cosine ends in
 * @param schedule how often the learning rate changes; null for once an epoch
 * @param warmupEpochs epochs of linear warm-up before the cosine
 * @param warmupLearningRate learning rate of the first warm-up epoch
 * @param layerDecay share of its learning rate that each layer of a Vision Transformer leaves to the one below (Bao et al., BEiT, ICLR
 *     2022; timm's {@code param_groups_layer_decay}); null for the same learning rate everywhere
 */
public record LearningRates(
        Double learningRate,
        Integer learningRateBatch,
        Double minLearningRate,
        ScheduleInterval schedule,
        Integer warmupEpochs,
        Double warmupLearningRate,
        Double layerDecay) {

    public LearningRates {
        Check.range("learning_rate", learningRate, 0.0, 10.0);
        Check.range("learning_rate_batch", learningRateBatch, 1, 65_536);
        Check.range("min_learning_rate", minLearningRate, 0.0, 10.0);
        Check.range("warmup_epochs", warmupEpochs, 0, 10_000);
        Check.range("warmup_learning_rate", warmupLearningRate, 0.0, 10.0);
        Check.range("layer_decay", layerDecay, 0.01, 1.0);
    }

    LearningRates withDefaults(LearningRates d) {
        return new LearningRates(
                TrainingRecipe.or(learningRate, d.learningRate),
                TrainingRecipe.or(learningRateBatch, d.learningRateBatch),
                TrainingRecipe.or(minLearningRate, d.minLearningRate),
                TrainingRecipe.or(schedule, d.schedule),
                TrainingRecipe.or(warmupEpochs, d.warmupEpochs),
                TrainingRecipe.or(warmupLearningRate, d.warmupLearningRate),
                TrainingRecipe.or(layerDecay, d.layerDecay));
    }

    /**
     * @param batchSize images per optimiser step
     * @return peak learning rate of such batches
     */
    double peak(int batchSize) {
        return learningRateBatch == null ? learningRate : learningRate * batchSize / learningRateBatch;
    }
}

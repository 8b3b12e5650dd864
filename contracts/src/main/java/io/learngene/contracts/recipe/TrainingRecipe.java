package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * One training run with AdamW and a cosine schedule (one learning rate per epoch, as timm's). A field that is null was
 * not given; {@link #withDefaults} completes a recipe before it travels in a job.
 *
 * @param epochs passes over the training images; 0 trains nothing
 * @param batchSize images per optimiser step
 * @param learningRate peak learning rate
 * @param minLearningRate learning rate that the cosine ends in
 * @param warmupEpochs epochs of linear warm-up before the cosine
 * @param warmupLearningRate learning rate of the first warm-up epoch
 * @param weightDecay decoupled weight decay of matrices; biases, norms and position embedding have none
 * @param clipNorm largest global gradient norm; 0 switches clipping off
 * @param dropPath stochastic depth rate of the last layer, linear from 0 at the first
 * @param labelSmoothing probability mass spread over all classes
 * @param augmentation augmentation of the training images
 * @param precision arithmetic of the passes
 */
public record TrainingRecipe(
        Integer epochs,
        Integer batchSize,
        Double learningRate,
        Double minLearningRate,
        Integer warmupEpochs,
        Double warmupLearningRate,
        Double weightDecay,
        Double clipNorm,
        Double dropPath,
        Double labelSmoothing,
        Augmentation augmentation,
        Precision precision) {

    /** Default of the distillation phase on small images. */
    public static final TrainingRecipe DISTILLATION = new TrainingRecipe(
            10, 128, 1e-3, 1e-5, 1, 1e-6, 0.05, 1.0, 0.0, 0.1, Augmentation.SMALL_IMAGES, Precision.FP32);
    /** Default of descendant tuning on small images. */
    public static final TrainingRecipe TUNING = new TrainingRecipe(
            3, 128, 5e-4, 1e-6, 0, 1e-6, 0.05, 1.0, 0.0, 0.1, Augmentation.SMALL_IMAGES, Precision.FP32);
    /** Default of an ancestor that the platform trains. */
    public static final TrainingRecipe ANCESTOR = new TrainingRecipe(
            10, 128, 2e-3, 1e-5, 1, 1e-6, 0.05, 1.0, 0.0, 0.1, Augmentation.SMALL_IMAGES, Precision.FP32);

    public TrainingRecipe {
        Check.range("epochs", epochs, 0, 10_000);
        Check.range("batch_size", batchSize, 1, 65_536);
        Check.range("learning_rate", learningRate, 0.0, 10.0);
        Check.range("min_learning_rate", minLearningRate, 0.0, 10.0);
        Check.range("warmup_epochs", warmupEpochs, 0, 10_000);
        Check.range("warmup_learning_rate", warmupLearningRate, 0.0, 10.0);
        Check.range("weight_decay", weightDecay, 0.0, 10.0);
        Check.range("clip_norm", clipNorm, 0.0, 1e9);
        Check.range("drop_path", dropPath, 0.0, 0.9);
        Check.range("label_smoothing", labelSmoothing, 0.0, 0.9);
    }

    /**
     * @param given what a person gave, or null
     * @param defaults a complete recipe
     * @return the given recipe with every missing field taken from the defaults
     */
    public static TrainingRecipe complete(TrainingRecipe given, TrainingRecipe defaults) {
        return given == null ? defaults : given.withDefaults(defaults);
    }

    /**
     * @param d a complete recipe
     * @return this recipe with every missing field taken from {@code d}
     */
    public TrainingRecipe withDefaults(TrainingRecipe d) {
        return new TrainingRecipe(
                or(epochs, d.epochs),
                or(batchSize, d.batchSize),
                or(learningRate, d.learningRate),
                or(minLearningRate, d.minLearningRate),
                or(warmupEpochs, d.warmupEpochs),
                or(warmupLearningRate, d.warmupLearningRate),
                or(weightDecay, d.weightDecay),
                or(clipNorm, d.clipNorm),
                or(dropPath, d.dropPath),
                or(labelSmoothing, d.labelSmoothing),
                or(augmentation, d.augmentation),
                or(precision, d.precision));
    }

    private static <T> T or(T given, T fallback) {
        return given == null ? fallback : given;
    }
}

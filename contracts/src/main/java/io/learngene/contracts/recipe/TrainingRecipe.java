package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * One training run with AdamW and a cosine schedule as timm's. A field that is null was not given; {@link #withDefaults}
 * completes a recipe before it travels in a job, in which null means that a part is switched off.
 *
 * @param epochs passes over the training images; 0 trains nothing
 * @param batchSize images per optimiser step
 * @param accumulation passes that a batch is split into so that it needs less memory; the step is that of the whole batch; null
 *     for one
 * @param learningRate peak learning rate
 * @param learningRateBatch batch size that {@code learning_rate} is meant for; it is scaled in proportion to the batch size
 *     (Goyal et al., 2017); null takes it as it is
 * @param minLearningRate learning rate that the cosine ends in
 * @param schedule how often the learning rate changes; null for once an epoch
 * @param warmupEpochs epochs of linear warm-up before the cosine
 * @param warmupLearningRate learning rate of the first warm-up epoch
 * @param weightDecay decoupled weight decay of matrices; biases, norms and position embedding have none
 * @param clipNorm largest global gradient norm; 0 switches clipping off
 * @param dropPath stochastic depth rate of the last layer, linear from 0 at the first
 * @param labelSmoothing probability mass spread over all classes
 * @param augmentation augmentation of the training images
 * @param precision arithmetic of the passes
 * @param emaDecay highest decay of the running average of the weights: that of step t is 1 - (1 + t)^(-2/3), up to this (timm's
 *     {@code ModelEmaV3} with warm-up); null or 0 for no average
 * @param publish whether the weights or their average, where there is one, are evaluated and published; null for the weights
 * @param targetAccuracy top-1 accuracy, 0 to 1, after which no further epoch is trained; null for none
 */
public record TrainingRecipe(
        Integer epochs,
        Integer batchSize,
        Integer accumulation,
        Double learningRate,
        Integer learningRateBatch,
        Double minLearningRate,
        ScheduleInterval schedule,
        Integer warmupEpochs,
        Double warmupLearningRate,
        Double weightDecay,
        Double clipNorm,
        Double dropPath,
        Double labelSmoothing,
        Augmentation augmentation,
        Precision precision,
        Double emaDecay,
        Published publish,
        Double targetAccuracy) {

    /** Default of the distillation phase on small images. */
    public static final TrainingRecipe DISTILLATION = smallImages(10, 1e-3, 1e-5, 1);
    /** Default of descendant tuning on small images. */
    public static final TrainingRecipe TUNING = smallImages(3, 5e-4, 1e-6, 0);
    /** Default of an ancestor that the platform trains. */
    public static final TrainingRecipe ANCESTOR = smallImages(10, 2e-3, 1e-5, 1);

    /** Least share of the area of a crop where much is still to be learnt (Szegedy et al., CVPR 2015). */
    private static final double CROP_TO_LEARN = 0.08;
    /** The same where a trained network is adapted: what it knows should stay in the picture. */
    private static final double CROP_TO_TUNE = 0.35;

    public TrainingRecipe {
        Check.range("epochs", epochs, 0, 10_000);
        Check.range("batch_size", batchSize, 1, 65_536);
        Check.range("accumulation", accumulation, 1, 65_536);
        Check.range("learning_rate", learningRate, 0.0, 10.0);
        Check.range("learning_rate_batch", learningRateBatch, 1, 65_536);
        Check.range("min_learning_rate", minLearningRate, 0.0, 10.0);
        Check.range("warmup_epochs", warmupEpochs, 0, 10_000);
        Check.range("warmup_learning_rate", warmupLearningRate, 0.0, 10.0);
        Check.range("weight_decay", weightDecay, 0.0, 10.0);
        Check.range("clip_norm", clipNorm, 0.0, 1e9);
        Check.range("drop_path", dropPath, 0.0, 0.9);
        Check.range("label_smoothing", labelSmoothing, 0.0, 0.9);
        Check.range("ema_decay", emaDecay, 0.0, 1.0);
        Check.range("target_accuracy", targetAccuracy, 0.0, 1.0);
    }

    private static TrainingRecipe smallImages(
            int epochs, double learningRate, double minLearningRate, int warmupEpochs) {
        return new TrainingRecipe(
                epochs,
                128,
                null,
                learningRate,
                null,
                minLearningRate,
                null,
                warmupEpochs,
                1e-6,
                0.05,
                1.0,
                0.0,
                0.1,
                Augmentation.SMALL_IMAGES,
                Precision.FP32,
                null,
                null,
                null);
    }

    /**
     * @param imageSize pixels that the network takes
     * @return default of the distillation phase on such images
     */
    public static TrainingRecipe distillation(int imageSize) {
        return DISTILLATION.with(Augmentation.byDefault(imageSize, CROP_TO_LEARN));
    }

    /**
     * @param imageSize pixels that the network takes
     * @return default of tuning on such images
     */
    public static TrainingRecipe tuning(int imageSize) {
        return TUNING.with(Augmentation.byDefault(imageSize, CROP_TO_TUNE));
    }

    /**
     * @param imageSize pixels that the network takes
     * @return default of an ancestor that the platform trains on such images
     */
    public static TrainingRecipe ancestor(int imageSize) {
        return ANCESTOR.with(Augmentation.byDefault(imageSize, CROP_TO_LEARN));
    }

    /**
     * @param other augmentation; null to leave it to the images
     * @return this recipe with that augmentation
     */
    public TrainingRecipe with(Augmentation other) {
        return new TrainingRecipe(
                epochs,
                batchSize,
                accumulation,
                learningRate,
                learningRateBatch,
                minLearningRate,
                schedule,
                warmupEpochs,
                warmupLearningRate,
                weightDecay,
                clipNorm,
                dropPath,
                labelSmoothing,
                other,
                precision,
                emaDecay,
                publish,
                targetAccuracy);
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
                or(accumulation, d.accumulation),
                or(learningRate, d.learningRate),
                or(learningRateBatch, d.learningRateBatch),
                or(minLearningRate, d.minLearningRate),
                or(schedule, d.schedule),
                or(warmupEpochs, d.warmupEpochs),
                or(warmupLearningRate, d.warmupLearningRate),
                or(weightDecay, d.weightDecay),
                or(clipNorm, d.clipNorm),
                or(dropPath, d.dropPath),
                or(labelSmoothing, d.labelSmoothing),
                or(augmentation, d.augmentation),
                or(precision, d.precision),
                or(emaDecay, d.emaDecay),
                or(publish, d.publish),
                or(targetAccuracy, d.targetAccuracy));
    }

    /** {@return most images of a pass} */
    @JsonIgnore
    public int imagesPerPass() {
        return accumulation == null ? batchSize : (batchSize + accumulation - 1) / accumulation;
    }

    /** {@return whether the weights are averaged} */
    @JsonIgnore
    public boolean averages() {
        return emaDecay != null && emaDecay > 0;
    }

    /** {@return whether their average is what is evaluated and published; without one it is the weights, whatever is asked for} */
    @JsonIgnore
    public boolean publishesAverage() {
        return averages() && publish == Published.AVERAGE;
    }

    /** {@return peak learning rate of this recipe's batches} */
    @JsonIgnore
    public double scaledLearningRate() {
        return learningRateBatch == null ? learningRate : learningRate * batchSize / learningRateBatch;
    }

    private static <T> T or(T given, T fallback) {
        return given == null ? fallback : given;
    }
}

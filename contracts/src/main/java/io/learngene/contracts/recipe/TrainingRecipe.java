package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.Topics;

/**
 * One training run with AdamW and a cosine schedule as timm's. A field that is null was not given; {@link #withDefaults}
 * completes a recipe before it travels in a job, in which null means that a part is switched off. Its JSON is flat: fields of the parts
 * lie beside the others.
 *
 * @param length how many epochs or steps
 * @param batches how images become steps
 * @param rates the learning rate
 * @param labels how it learns from labels
 * @param regularisation what is done against too close a fit
 * @param augmentation augmentation of the training images
 * @param precision arithmetic of the passes
 * @param averaging the running average of the weights
 * @param ending what ends it before its last epoch
 * @param pool workers that train it; null for the default pool
 */
@JsonPropertyOrder({
    "length",
    "batches",
    "rates",
    "labels",
    "regularisation",
    "augmentation",
    "precision",
    "averaging",
    "ending",
    "pool"
})
public record TrainingRecipe(
        @JsonUnwrapped Length length,
        @JsonUnwrapped Batches batches,
        @JsonUnwrapped LearningRates rates,
        @JsonUnwrapped Labels labels,
        @JsonUnwrapped Regularisation regularisation,
        Augmentation augmentation,
        Precision precision,
        @JsonUnwrapped Averaging averaging,
        @JsonUnwrapped Ending ending,
        String pool) {

    /**
     * Fewest steps of an ancestor's training and of a distillation that are not told how long they are. Measured on 1,000 to 20,000 images
     * (docs/results.md): ten epochs of so few leave most unlearned, 1,000 images are used up before, larger sets would still gain by more.
     * Sets of up to 25,000 images get more than ten epochs by it.
     */
    public static final int LEAST_STEPS = 2000;

    /** Default of the distillation phase on small images. */
    public static final TrainingRecipe DISTILLATION = smallImages(new Length(10, null, LEAST_STEPS), 1e-3, 1e-5, 1);
    /** Default of descendant tuning on small images. */
    public static final TrainingRecipe TUNING = smallImages(new Length(3, null, null), 5e-4, 1e-6, 0);
    /** Default of an ancestor that the platform trains. */
    public static final TrainingRecipe ANCESTOR = smallImages(new Length(10, null, LEAST_STEPS), 2e-3, 1e-5, 1);

    /** Least share of the area of a crop where much is still to be learnt (Szegedy et al., CVPR 2015). */
    private static final double CROP_TO_LEARN = 0.08;
    /** The same where a trained network is adapted: what it knows should stay in the picture. */
    private static final double CROP_TO_TUNE = 0.35;

    public TrainingRecipe {
        Check.that(
                length.steps() == null || rates.warmupSteps() == null || rates.warmupSteps() <= length.steps(),
                "warmup_steps",
                rates.warmupSteps(),
                "there are only " + length.steps() + " steps; give fewer");
        Check.that(
                !labels.weighted() || !batches.balanced(),
                "class_weights",
                "inverse_frequency",
                "balanced_sampling shows every class as often already; leave one of the two out");
        Check.pool("pool", pool);
    }

    /** Reads the flat form. Through parts that are unwrapped Jackson 2 would let every unknown field pass (databind's issue 650). */
    @JsonCreator
    static TrainingRecipe read(
            @JsonProperty("epochs") Integer epochs,
            @JsonProperty("steps") Integer steps,
            @JsonProperty("min_steps") Integer minSteps,
            @JsonProperty("batch_size") Integer batchSize,
            @JsonProperty("accumulation") Integer accumulation,
            @JsonProperty("balanced_sampling") Boolean balancedSampling,
            @JsonProperty("gradient_checkpointing") Boolean gradientCheckpointing,
            @JsonProperty("learning_rate") Double learningRate,
            @JsonProperty("learning_rate_batch") Integer learningRateBatch,
            @JsonProperty("min_learning_rate") Double minLearningRate,
            @JsonProperty("schedule") ScheduleInterval schedule,
            @JsonProperty("warmup_epochs") Integer warmupEpochs,
            @JsonProperty("warmup_steps") Integer warmupSteps,
            @JsonProperty("warmup_learning_rate") Double warmupLearningRate,
            @JsonProperty("layer_decay") Double layerDecay,
            @JsonProperty("freeze") Freeze freeze,
            @JsonProperty("loss") LabelLoss loss,
            @JsonProperty("class_weights") ClassWeights classWeights,
            @JsonProperty("weight_decay") Double weightDecay,
            @JsonProperty("clip_norm") Double clipNorm,
            @JsonProperty("drop_path") Double dropPath,
            @JsonProperty("label_smoothing") Double labelSmoothing,
            @JsonProperty("augmentation") Augmentation augmentation,
            @JsonProperty("precision") Precision precision,
            @JsonProperty("ema_decay") Double emaDecay,
            @JsonProperty("publish") Published publish,
            @JsonProperty("target_accuracy") Double targetAccuracy,
            @JsonProperty("early_stopping") EarlyStopping earlyStopping,
            @JsonProperty("pool") String pool) {
        return new TrainingRecipe(
                new Length(epochs, steps, minSteps),
                new Batches(batchSize, accumulation, balancedSampling, gradientCheckpointing),
                new LearningRates(
                        learningRate,
                        learningRateBatch,
                        minLearningRate,
                        schedule,
                        warmupEpochs,
                        warmupSteps,
                        warmupLearningRate,
                        layerDecay,
                        freeze),
                new Labels(loss, classWeights),
                new Regularisation(weightDecay, clipNorm, dropPath, labelSmoothing),
                augmentation,
                precision,
                new Averaging(emaDecay, publish),
                new Ending(targetAccuracy, earlyStopping),
                pool);
    }

    private static TrainingRecipe smallImages(
            Length length, double learningRate, double minLearningRate, int warmupEpochs) {
        return new TrainingRecipe(
                length,
                new Batches(128, null, null, null),
                new LearningRates(learningRate, null, minLearningRate, null, warmupEpochs, null, 1e-6, null, null),
                Labels.PLAIN,
                new Regularisation(0.05, 1.0, 0.0, 0.1),
                Augmentation.SMALL_IMAGES,
                Precision.FP32,
                Averaging.NONE,
                Ending.NONE,
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
                length, batches, rates, labels, regularisation, other, precision, averaging, ending, pool);
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
                length.withDefaults(d.length),
                batches.withDefaults(d.batches),
                rates.withDefaults(d.rates, length.steps(), d.length),
                labels.withDefaults(d.labels),
                regularisation.withDefaults(d.regularisation),
                or(augmentation, d.augmentation),
                or(precision, d.precision),
                averaging.withDefaults(d.averaging),
                ending.withDefaults(d.ending),
                or(pool, d.pool));
    }

    /** {@return the pool whose workers train it, the default one where none was asked for} */
    @JsonIgnore
    public String poolOrDefault() {
        return or(pool, Topics.DEFAULT_POOL);
    }

    /** {@return how often its learning rate changes, as asked for; by default with every step where steps are counted, else once an epoch} */
    @JsonIgnore
    public ScheduleInterval interval() {
        boolean counted = length.steps() != null || rates.warmupSteps() != null;
        return or(rates.schedule(), counted ? ScheduleInterval.STEP : ScheduleInterval.EPOCH);
    }

    /**
     * Refuses a loss of labels alone where a training listens to a teacher, which says how likely the classes are beside one another.
     *
     * @param field field that holds this recipe; empty for none
     */
    public void checkTaught(String field) {
        String prefix = field.isEmpty() ? "" : field + ".";
        Check.that(
                !labels.weighted(),
                prefix + "class_weights",
                "inverse_frequency",
                "an ancestor's answers have no weights; leave it out, give balanced_sampling, or learn from the labels"
                        + " alone");
        Check.that(
                !labels.binary(),
                prefix + "loss",
                "bce",
                "an ancestor's answers and labels are weighed in cross entropy; leave it out, or learn from the labels"
                        + " alone");
    }

    /**
     * Refuses what is of images of one class each, for images that have none, one or several classes.
     *
     * @param field field that holds this recipe; empty for none
     */
    public void checkMultiLabel(String field) {
        String prefix = field.isEmpty() ? "" : field + ".";
        Check.that(
                labels.loss() != LabelLoss.CROSS_ENTROPY,
                prefix + "loss",
                "cross_entropy",
                "the dataset is multi-label, and cross entropy takes one class of an image; leave it out for bce");
        Check.that(
                !labels.weighted(),
                prefix + "class_weights",
                "inverse_frequency",
                "the dataset is multi-label, and an image may be of several classes; leave it out");
        Check.that(
                !batches.balanced(),
                prefix + "balanced_sampling",
                true,
                "the dataset is multi-label, and an image may be of several classes; leave it out");
        Check.that(
                ending.targetAccuracy() == null,
                prefix + "target_accuracy",
                ending.targetAccuracy(),
                "the dataset is multi-label, and its models have no accuracy; give early_stopping, or leave it out");
    }

    /** {@return peak learning rate of this recipe's batches} */
    @JsonIgnore
    public double scaledLearningRate() {
        return rates.peak(batches.batchSize());
    }

    static <T> T or(T given, T fallback) {
        return given == null ? fallback : given;
    }
}

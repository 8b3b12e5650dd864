package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * The learning rate over a training: linear warm-up, then timm's cosine; in JSON fields of the recipe. A field that is null was not
 * given.
 *
 * @param learningRate peak learning rate
 * @param learningRateBatch batch size that {@code learning_rate} is meant for; it is scaled in proportion to the batch size
 *     (Goyal et al., 2017); null takes it as it is
 * @param minLearningRate learning rate that the cosine ends in
 * @param schedule how often the learning rate changes; null for {@link TrainingRecipe#interval}'s default
 * @param warmupEpochs epochs of linear warm-up before the cosine; null where it is counted in steps
 * @param warmupSteps steps of it; null where it is counted in epochs
 * @param warmupLearningRate learning rate that the warm-up begins with
 * @param layerDecay share of its learning rate that each layer of a Vision Transformer leaves to the one below (Bao et al., BEiT, ICLR
 *     2022; timm's {@code param_groups_layer_decay}); null for the same learning rate everywhere
 * @param freeze layers of a Vision Transformer that stand still; null for none
 */
public record LearningRates(
        Double learningRate,
        Integer learningRateBatch,
        Double minLearningRate,
        ScheduleInterval schedule,
        Integer warmupEpochs,
        Integer warmupSteps,
        Double warmupLearningRate,
        Double layerDecay,
        Freeze freeze) {

    public LearningRates {
        Check.range("learning_rate", learningRate, 0.0, 10.0);
        Check.range("learning_rate_batch", learningRateBatch, 1, 65_536);
        Check.range("min_learning_rate", minLearningRate, 0.0, 10.0);
        Check.range("warmup_epochs", warmupEpochs, 0, 10_000);
        Check.range("warmup_steps", warmupSteps, 0, 100_000_000);
        Check.that(
                warmupSteps == null || warmupEpochs == null,
                "warmup_steps",
                warmupSteps,
                "warmup_epochs are given too; leave one of the two out");
        Check.that(
                warmupSteps == null || schedule != ScheduleInterval.EPOCH,
                "warmup_steps",
                warmupSteps,
                "the learning rate changes once an epoch; give warmup_epochs, or schedule: step");
        Check.range("warmup_learning_rate", warmupLearningRate, 0.0, 10.0);
        Check.range("layer_decay", layerDecay, 0.01, 1.0);
    }

    /**
     * @param d the defaults
     * @param steps steps of the recipe that these belong to; null if it was not given in steps
     * @param ofDefaults how long the defaults' recipe is; warming up takes the same share of other steps
     */
    LearningRates withDefaults(LearningRates d, Integer steps, Length ofDefaults) {
        boolean own = warmupEpochs != null || warmupSteps != null;
        boolean counted = steps != null && TrainingRecipe.or(schedule, d.schedule) != ScheduleInterval.EPOCH;
        Integer share = own || !counted ? null : d.warmup(steps, ofDefaults);
        return new LearningRates(
                TrainingRecipe.or(learningRate, d.learningRate),
                TrainingRecipe.or(learningRateBatch, d.learningRateBatch),
                TrainingRecipe.or(minLearningRate, d.minLearningRate),
                TrainingRecipe.or(schedule, d.schedule),
                own || share != null ? warmupEpochs : d.warmupEpochs,
                own ? warmupSteps : TrainingRecipe.or(share, d.warmupSteps),
                TrainingRecipe.or(warmupLearningRate, d.warmupLearningRate),
                TrainingRecipe.or(layerDecay, d.layerDecay),
                TrainingRecipe.or(freeze, d.freeze));
    }

    /** {@return whether layers stand still} */
    @JsonIgnore
    public boolean freezes() {
        return freeze != null && freeze.on();
    }

    /** {@return so much of other steps as the warm-up is of its own recipe; null if that is not known} */
    private Integer warmup(int others, Length own) {
        if (warmupSteps != null) {
            return own.steps() == null
                    ? Math.min(warmupSteps, others)
                    : (int) ((long) others * warmupSteps / own.steps());
        }
        if (warmupEpochs == null || own.epochs() == null) {
            return null;
        }
        return own.epochs() == 0 ? 0 : (int) Math.min(others, (long) others * warmupEpochs / own.epochs());
    }

    /**
     * @param batchSize images per optimiser step
     * @return peak learning rate of such batches
     */
    double peak(int batchSize) {
        return learningRateBatch == null ? learningRate : learningRate * batchSize / learningRateBatch;
    }
}

package io.learngene.method;

import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.Averaging;
import io.learngene.contracts.recipe.Ending;
import io.learngene.contracts.recipe.LearningRates;
import io.learngene.contracts.recipe.Length;
import io.learngene.contracts.recipe.ScheduleInterval;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;

/**
 * A short training of what a method leaves open of a model, before its tuning; null stands for none.
 *
 * @param steps optimiser steps; default 300, as published for FINE; 0 for none
 * @param learningRate peak learning rate, which is none of weights; default 0.03
 * @param images how many training images it sees again and again; default 2000
 */
public record Fit(Integer steps, Double learningRate, Integer images) {

    /** Most images of a short training, each as often as it is seen. */
    private static final long MOST_IMAGES = 1L << 24;

    public Fit {
        steps = steps == null ? 300 : steps;
        learningRate = learningRate == null ? 0.03 : learningRate;
        images = images == null ? 2000 : images;
        Check.range("steps", steps, 0, 10_000);
        Check.range("learning_rate", learningRate, 0.0, 10.0);
        Check.range("images", images, 1, 100_000_000);
    }

    /**
     * @param tuning a complete recipe
     * @return the recipe of the fit: one epoch that is its steps, otherwise as the tuning
     */
    public TrainingRecipe recipe(TrainingRecipe tuning) {
        return recipe(tuning, learningRate);
    }

    /**
     * @param tuning a complete recipe
     * @param learningRate peak learning rate
     * @return the recipe of a short training: one epoch that is its steps, otherwise as the tuning
     */
    public static TrainingRecipe recipe(TrainingRecipe tuning, double learningRate) {
        return new TrainingRecipe(
                new Length(1, null, null),
                tuning.batches(),
                new LearningRates(learningRate, null, 0.0, ScheduleInterval.STEP, 0, null, 0.0, null, null),
                tuning.labels(),
                tuning.regularisation(),
                tuning.augmentation(),
                tuning.precision(),
                new Averaging(null, null),
                Ending.NONE,
                tuning.pool());
    }

    /**
     * @param train training images
     * @param tuning a complete recipe
     * @return exactly the images that the steps take
     */
    public LabelledImages images(LabelledImages train, TrainingRecipe tuning) {
        return train.subset(images)
                .counted(Math.multiplyExact(steps, tuning.batches().batchSize()));
    }

    /**
     * @param steps optimiser steps of a short training
     * @param tuning a complete recipe
     * @param field field of the request that asks for the steps
     * @throws io.learngene.contracts.InvalidFieldException if they take more images than a list of them should hold
     */
    public static void check(int steps, TrainingRecipe tuning, String field) {
        int batch = tuning.batches().batchSize();
        Check.that(
                (long) steps * batch <= MOST_IMAGES,
                field,
                steps,
                "with batches of " + batch + " images give at most " + MOST_IMAGES / batch);
    }
}

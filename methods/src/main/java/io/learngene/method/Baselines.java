package io.learngene.method;

import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;

/**
 * What the descendants are compared with: each a recipe, null where it is not wanted. Fields that are not given are taken from
 * the tuning recipe, so {@code {}} is the same recipe.
 *
 * @param scratch the same depths from random weights
 * @param scratchDistilled the same depths from random weights that listen to the ancestor
 * @param selectedLayers the same depths from evenly spaced layers of the deepest tuned descendant of their width, every second one where
 *     it is twice as deep
 * @param weightInit how the random weights are drawn; null for {@link WeightInit#TRUNC_NORMAL}
 */
public record Baselines(
        TrainingRecipe scratch, TrainingRecipe scratchDistilled, TrainingRecipe selectedLayers, WeightInit weightInit) {

    /** No comparison. */
    public static final Baselines NONE = new Baselines(null, null, null, null);

    /**
     * @param tuning a complete recipe
     * @return the baselines with every missing field of their recipes taken from {@code tuning}
     */
    public Baselines withDefaults(TrainingRecipe tuning) {
        return new Baselines(
                completed(scratch, tuning),
                completed(scratchDistilled, tuning),
                completed(selectedLayers, tuning),
                weightInit);
    }

    private static TrainingRecipe completed(TrainingRecipe given, TrainingRecipe tuning) {
        return given == null ? null : given.withDefaults(tuning);
    }
}

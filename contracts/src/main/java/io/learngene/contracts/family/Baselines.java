package io.learngene.contracts.family;

import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * What the descendants are compared with.
 *
 * @param scratch train the same depths from random weights; null if not wanted. Fields that are not given are taken from
 *     the tuning recipe, so {@code {}} is the same recipe
 */
public record Baselines(TrainingRecipe scratch) {

    /** No comparison. */
    public static final Baselines NONE = new Baselines(null);
}

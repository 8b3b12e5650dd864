package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * What keeps a network from fitting its training images too closely, and its steps bounded; in JSON fields of the recipe. A field that
 * is null was not given.
 *
 * @param weightDecay decoupled weight decay of matrices; biases, norms and position embedding have none
 * @param clipNorm largest global gradient norm; 0 switches clipping off
 * @param dropPath stochastic depth rate of the last layer, linear from 0 at the first
 * @param labelSmoothing probability mass spread over all classes
 */
public record Regularisation(Double weightDecay, Double clipNorm, Double dropPath, Double labelSmoothing) {

    public Regularisation {
        Check.range("weight_decay", weightDecay, 0.0, 10.0);
        Check.range("clip_norm", clipNorm, 0.0, 1e9);
        Check.range("drop_path", dropPath, 0.0, 0.9);
        Check.range("label_smoothing", labelSmoothing, 0.0, 0.9);
    }

    Regularisation withDefaults(Regularisation d) {
        return new Regularisation(
                TrainingRecipe.or(weightDecay, d.weightDecay),
                TrainingRecipe.or(clipNorm, d.clipNorm),
                TrainingRecipe.or(dropPath, d.dropPath),
                TrainingRecipe.or(labelSmoothing, d.labelSmoothing));
    }
}

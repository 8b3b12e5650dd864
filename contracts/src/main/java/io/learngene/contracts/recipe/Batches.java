package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * How images become optimiser steps; in JSON fields of the recipe. A field that is null was not given.
 *
 * @param batchSize images per optimiser step
 * @param accumulation passes that a batch is split into so that it needs less memory; the step is that of the whole batch; null
 *     for one
 * @param balancedSampling whether every class is seen as often, its images again where there are fewer, some of them where there are more;
 *     null for every image once
 * @param gradientCheckpointing whether the way back computes the layers of a Vision Transformer again instead of keeping what is in them:
 *     less memory for a third more operations (Chen et al., Training deep nets with sublinear memory cost, 2016); null for not
 */
public record Batches(
        Integer batchSize, Integer accumulation, Boolean balancedSampling, Boolean gradientCheckpointing) {

    public Batches {
        Check.range("batch_size", batchSize, 1, 65_536);
        Check.range("accumulation", accumulation, 1, 65_536);
    }

    Batches withDefaults(Batches d) {
        return new Batches(
                TrainingRecipe.or(batchSize, d.batchSize),
                TrainingRecipe.or(accumulation, d.accumulation),
                TrainingRecipe.or(balancedSampling, d.balancedSampling),
                TrainingRecipe.or(gradientCheckpointing, d.gradientCheckpointing));
    }

    /** {@return whether every class is seen as often} */
    @JsonIgnore
    public boolean balanced() {
        return balancedSampling != null && balancedSampling;
    }

    /** {@return whether layers are computed again on the way back} */
    @JsonIgnore
    public boolean recomputes() {
        return gradientCheckpointing != null && gradientCheckpointing;
    }

    /** {@return most images of a pass} */
    @JsonIgnore
    public int imagesPerPass() {
        return accumulation == null ? batchSize : (batchSize + accumulation - 1) / accumulation;
    }
}

package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the summed Kullback-Leibler divergence of a batch is divided by. */
public enum KlReduction {
    /** The batch size: the usual definition. */
    @JsonProperty("batch")
    BATCH,
    /** Batch size times classes: the mean over all elements. */
    @JsonProperty("elements")
    ELEMENTS
}

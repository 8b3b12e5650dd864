package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which weights of a training are evaluated and published. */
public enum Published {
    /** Those that the last step left: what the published settings measure. */
    @JsonProperty("weights")
    WEIGHTS,
    /** Their running average. */
    @JsonProperty("average")
    AVERAGE
}

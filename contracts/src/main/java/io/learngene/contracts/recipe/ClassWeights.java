package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much the loss of an image counts by its class. */
public enum ClassWeights {
    /** All classes the same. */
    @JsonProperty("none")
    NONE,
    /**
     * N / (K n), of N training images in K classes for one with n: every class counts the same in an epoch, an image 1 on average. The
     * step is that of the sum over a batch, divided by its images.
     */
    @JsonProperty("inverse_frequency")
    INVERSE_FREQUENCY
}

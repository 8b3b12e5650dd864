package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Arithmetic of forward and backward passes; weights and optimiser state are always fp32. */
public enum Precision {
    /** IEEE single precision. */
    @JsonProperty("fp32")
    FP32
}

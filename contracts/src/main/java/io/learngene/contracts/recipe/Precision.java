package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Arithmetic of forward and backward passes; weights, losses and optimiser state are always fp32. */
public enum Precision {
    /** IEEE single precision. */
    @JsonProperty("fp32")
    FP32,
    /** Sixteen bits with the range of single precision: for accelerators, and processors with AVX-512 BF16 or AMX. */
    @JsonProperty("bf16")
    BF16,
    /** IEEE half precision with dynamic loss scaling (Micikevicius et al., ICLR 2018): for accelerators without bf16. */
    @JsonProperty("fp16")
    FP16
}

package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the matrices of a Vision Transformer's linear layers are drawn, where nothing else says what they begin as. */
public enum WeightInit {
    /** Normal with deviation 0.02, whatever their size: DeiT's and timm's default, {@code trunc_normal_(std=.02)}. */
    @JsonProperty("trunc_normal")
    TRUNC_NORMAL,
    /**
     * Uniform up to sqrt(6 / (inputs + outputs)) (Glorot and Bengio, AISTATS 2010), queries, keys and values each a matrix of its own: MoCo v3's
     * and {@code weight_init='moco'} of timm.
     */
    @JsonProperty("xavier_uniform")
    XAVIER_UNIFORM;

    /**
     * @param given what somebody says; null for nothing
     * @return the same, timm's default for nothing
     */
    public static WeightInit orDefault(WeightInit given) {
        return given == null ? TRUNC_NORMAL : given;
    }
}

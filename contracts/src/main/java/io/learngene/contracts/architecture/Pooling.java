package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a Vision Transformer turns its tokens into one vector. */
public enum Pooling {
    /** Final norm, then the mean over the tokens (SWS as built here). Tensors {@code norm.*}. */
    @JsonProperty("norm_then_mean")
    NORM_THEN_MEAN,
    /** Mean over the tokens, then the norm (timm's {@code global_pool='avg'} with {@code fc_norm}). Tensors {@code fc_norm.*}. */
    @JsonProperty("mean_then_norm")
    MEAN_THEN_NORM,
    /** Final norm, then the class token (DeiT, timm's {@code global_pool='token'}). Tensors {@code norm.*}, {@code cls_token}. */
    @JsonProperty("class_token")
    CLASS_TOKEN,
    /**
     * Final norm, then the class token and the distillation token through a head each, whose logits are averaged (distilled DeiT as
     * at inference). Tensors {@code norm.*}, {@code cls_token}, {@code dist_token}, {@code head.*}, {@code head_dist.*}. For
     * ancestors.
     */
    @JsonProperty("distilled")
    DISTILLED
}

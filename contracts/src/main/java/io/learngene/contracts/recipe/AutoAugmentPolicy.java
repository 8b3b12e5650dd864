package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Fixed sequences of changes of colour and geometry, of which every image gets one at random; under timm's names. */
public enum AutoAugmentPolicy {
    /** The policy that AutoAugment found for ImageNet (Cubuk et al., CVPR 2019). */
    @JsonProperty("original")
    ORIGINAL,
    /** 3-Augment: grey, solarisation or Gaussian blur (Touvron et al., DeiT III, ECCV 2022). */
    @JsonProperty("3a")
    THREE_AUGMENT
}

package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How training images are interpolated when they are cropped, turned, sheared or shifted. */
public enum Interpolation {
    /** Cubic polynomials, as evaluation does. */
    @JsonProperty("bicubic")
    BICUBIC,
    /** Linear. */
    @JsonProperty("bilinear")
    BILINEAR,
    /** One of the two, drawn anew for every operation: timm's way unless it is told otherwise. */
    @JsonProperty("random")
    RANDOM
}

package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;

/** What the attention of a model begins as, before anything is learned. */
public enum Attention {
    /** As trained attention looks, and positions as sines and cosines: {@link MimeticWeights} by {@link MimeticRule#DEFAULT}. */
    @JsonProperty("mimetic")
    MIMETIC,
    /** Drawn, as everything else. */
    @JsonProperty("drawn")
    DRAWN;

    /**
     * @param dim token width of a model
     * @return what it begins as where a request says nothing: mimetic, if its positions can be sines and cosines
     */
    static Attention byDefault(int dim) {
        return dim % 4 == 0 ? MIMETIC : DRAWN;
    }

    /**
     * @param attention what a request says; null for nothing
     * @param dim token width of the model, {@code auxiliary.dim}
     * @throws io.learngene.contracts.InvalidFieldException if a model of that width cannot begin so
     */
    public static void check(Attention attention, int dim) {
        Check.that(
                attention != MIMETIC || dim % 4 == 0,
                "auxiliary.dim",
                dim,
                "sinusoidal positions need a multiple of 4; give one, or distillation.attention: drawn");
    }
}

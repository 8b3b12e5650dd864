package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * The running average of the weights; in JSON fields of the recipe. A field that is null was not given.
 *
 * @param emaDecay highest decay of the running average of the weights: that of step t is 1 - (1 + t)^(-2/3), up to this (timm's
 *     {@code ModelEmaV3} with warm-up); null or 0 for no average
 * @param publish whether the weights or their average, where there is one, are evaluated and published; null for the weights
 */
public record Averaging(Double emaDecay, Published publish) {

    static final Averaging NONE = new Averaging(null, null);

    public Averaging {
        Check.range("ema_decay", emaDecay, 0.0, 1.0);
    }

    Averaging withDefaults(Averaging d) {
        return new Averaging(TrainingRecipe.or(emaDecay, d.emaDecay), TrainingRecipe.or(publish, d.publish));
    }

    /** {@return whether the weights are averaged} */
    @JsonIgnore
    public boolean on() {
        return emaDecay != null && emaDecay > 0;
    }

    /** {@return whether their average is what is evaluated and published; without one it is the weights, whatever is asked for} */
    @JsonIgnore
    public boolean published() {
        return on() && publish == Published.AVERAGE;
    }
}

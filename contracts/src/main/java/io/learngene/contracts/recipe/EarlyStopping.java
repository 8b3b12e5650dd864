package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * Ends a training whose validation score stands still, as Keras' callback of that name does; of what is evaluated, the weights before
 * training are the first.
 *
 * @param patience epochs without a better score after which it ends; 0 for no early stopping
 * @param minDelta by how much a score has to be better to count; default 0
 * @param restoreBest whether the weights of the best epoch are published instead of the last ones, wherever the training ended; default true
 */
public record EarlyStopping(Integer patience, Double minDelta, Boolean restoreBest) {

    public EarlyStopping {
        Check.present("patience", patience);
        Check.range("patience", patience, 0, 10_000);
        minDelta = minDelta == null ? 0.0 : minDelta;
        Check.range("min_delta", minDelta, 0.0, 1.0);
        restoreBest = restoreBest == null || restoreBest;
    }

    /** {@return whether scores are looked at at all} */
    @JsonIgnore
    public boolean on() {
        return patience > 0;
    }
}

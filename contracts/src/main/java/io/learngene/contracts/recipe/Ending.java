package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * What ends a training before its last epoch; in JSON fields of the recipe. A field that is null was not given.
 *
 * @param targetAccuracy top-1 accuracy, 0 to 1, after which no further epoch is trained; null for none
 * @param earlyStopping ends it where the validation score stands still; null for never
 */
public record Ending(Double targetAccuracy, EarlyStopping earlyStopping) {

    /** Every epoch is trained. */
    public static final Ending NONE = new Ending(null, null);

    public Ending {
        Check.range("target_accuracy", targetAccuracy, 0.0, 1.0);
    }

    Ending withDefaults(Ending d) {
        return new Ending(
                TrainingRecipe.or(targetAccuracy, d.targetAccuracy), TrainingRecipe.or(earlyStopping, d.earlyStopping));
    }

    /** {@return whether it ends where the validation score stands still} */
    @JsonIgnore
    public boolean stops() {
        return earlyStopping != null && earlyStopping.on();
    }

    /** {@return whether the weights of the best epoch are published} */
    @JsonIgnore
    public boolean restores() {
        return stops() && earlyStopping.restoreBest();
    }
}

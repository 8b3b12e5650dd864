package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * How a training learns from labels; in JSON fields of the recipe. A field that is null was not given.
 *
 * @param loss what it makes smaller; null for cross entropy
 * @param classWeights how much classes count; null for all the same
 */
public record Labels(LabelLoss loss, ClassWeights classWeights) {

    /** Cross entropy of images that all count the same. */
    public static final Labels PLAIN = new Labels(null, null);

    public Labels {
        Check.that(
                !weighted(classWeights) || loss != LabelLoss.BCE,
                "class_weights",
                "inverse_frequency",
                "bce asks of each class by itself, for and against; leave one of the two out");
    }

    Labels withDefaults(Labels d) {
        return new Labels(TrainingRecipe.or(loss, d.loss), TrainingRecipe.or(classWeights, d.classWeights));
    }

    /** {@return whether its loss asks of each class by itself} */
    @JsonIgnore
    public boolean binary() {
        return loss == LabelLoss.BCE;
    }

    /** {@return whether classes count differently} */
    @JsonIgnore
    public boolean weighted() {
        return weighted(classWeights);
    }

    private static boolean weighted(ClassWeights weights) {
        return weights == ClassWeights.INVERSE_FREQUENCY;
    }
}

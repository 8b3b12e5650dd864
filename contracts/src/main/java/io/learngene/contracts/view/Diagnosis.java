package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What can be wrong with a family by its numbers, each with what to change. The rules are those of {@link Diagnoses}. */
public enum Diagnosis {
    /** The ancestor knows little more than who guesses, or no more than a network of the family from random weights. */
    @JsonProperty("poor_ancestor")
    POOR_ANCESTOR(
            "train it longer or larger, or give one that knows these classes; if it was given, compare the order of its classes"),
    /** The auxiliary model kept less than half of what the ancestor knows. */
    @JsonProperty("far_below_ancestor")
    FAR_BELOW_ANCESTOR("give distillation.training more epochs, or the auxiliary model a larger dim or more repeats"),
    /** A model is about as often right as who guesses. */
    @JsonProperty("near_chance")
    NEAR_CHANCE("look at the classes of the dataset and at the learning rate; give tuning more epochs"),
    /** A model was still learning when its training ended. */
    @JsonProperty("underfitted")
    UNDERFITTED("give tuning more epochs, or a higher learning rate"),
    /** A model was better before its end. */
    @JsonProperty("overfitted")
    OVERFITTED("give tuning fewer epochs, a lower learning rate, more augmentation, or more images"),
    /** No image of a class is right. */
    @JsonProperty("classes_never_right")
    CLASSES_NEVER_RIGHT(
            "look at the images of these classes, give them more, or merge those that cannot be told apart"),
    /** The images are not those that the ancestor was made for. */
    @JsonProperty("unlike_images")
    UNLIKE_IMAGES("give an ancestor that was trained on such images, or tune one on them first");

    private final String remedy;

    Diagnosis(String remedy) {
        this.remedy = remedy;
    }

    /** {@return what to change} */
    public String remedy() {
        return remedy;
    }
}

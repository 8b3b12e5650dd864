package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a training makes smaller where it learns from labels. Accuracies and losses of evaluations do not depend on it. */
public enum LabelLoss {
    /** Cross entropy: one class of an image against the others. */
    @JsonProperty("cross_entropy")
    CROSS_ENTROPY,
    /**
     * Binary cross entropy of each class by itself, the mean over images and classes (Wightman et al., ResNet strikes back, 2021; DeiT III;
     * timm's {@code BinaryCrossEntropy} without threshold). Mixed images count for both of their classes by their shares.
     */
    @JsonProperty("bce")
    BCE
}

package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a descendant is compared with. Accuracies are top-1 on the test images, 0 to 1; null where not known.
 *
 * @param accuracy0 before training
 * @param accuracy1 after one epoch
 * @param accuracy after all of the training
 * @param epochs epochs of the training
 * @param seconds wall-clock seconds of the training
 */
public record BaselineRow(
        @JsonProperty("accuracy_0") Double accuracy0,
        @JsonProperty("accuracy_1") Double accuracy1,
        Double accuracy,
        int epochs,
        double seconds) {}

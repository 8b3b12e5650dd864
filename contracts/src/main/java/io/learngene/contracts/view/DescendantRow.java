package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * One line of the family table. Accuracies are top-1 on the test images, 0 to 1; null where not known yet.
 *
 * @param name name of the model
 * @param depth layers
 * @param parameters parameters
 * @param accuracy0 before any tuning
 * @param accuracy1 after one epoch of tuning
 * @param accuracy after all of the tuning
 * @param epochs epochs of tuning
 * @param seconds wall-clock seconds of tuning
 * @param scratchAccuracy1 the scratch baseline after one epoch
 * @param scratchAccuracy the scratch baseline after all of its epochs
 * @param scratchEpochs epochs of the scratch baseline
 * @param baselines what it is compared with and is finished, by name: {@code scratch}, {@code scratch-distilled}, {@code
 *     selected-layers}
 * @param saving share of the scratch baseline's training operations that tuning saved until it was as good as scratch at its end;
 *     null without both, where it never was, or if it is not known exactly
 * @param reached whether it ever was as good as scratch at its end; null without both
 * @param state where its tuning stands
 */
public record DescendantRow(
        String name,
        int depth,
        long parameters,
        @JsonProperty("accuracy_0") Double accuracy0,
        @JsonProperty("accuracy_1") Double accuracy1,
        Double accuracy,
        Integer epochs,
        Double seconds,
        @JsonProperty("scratch_accuracy_1") Double scratchAccuracy1,
        Double scratchAccuracy,
        Integer scratchEpochs,
        Map<String, BaselineRow> baselines,
        Double saving,
        Boolean reached,
        JobView.State state) {}

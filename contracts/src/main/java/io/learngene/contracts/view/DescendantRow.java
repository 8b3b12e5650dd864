package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;

/**
 * One line of the family table.
 *
 * @param name name of the model
 * @param depth layers
 * @param parameters parameters
 * @param tuned what its tuning came to; in JSON its fields lie beside the others
 * @param scratch what training from random weights came to; in JSON its fields lie beside the others and begin with {@code scratch_}
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
        @JsonUnwrapped TrainedRow tuned,
        @JsonUnwrapped(prefix = "scratch_") TrainedRow scratch,
        Map<String, TrainedRow> baselines,
        Double saving,
        Boolean reached,
        JobView.State state) {
    public DescendantRow {
        tuned = tuned == null ? TrainedRow.NONE : tuned;
        scratch = scratch == null ? TrainedRow.NONE : scratch;
    }
}

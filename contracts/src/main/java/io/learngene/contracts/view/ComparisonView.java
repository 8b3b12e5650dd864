package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A comparison as the gateway knows it: what its families came to so far.
 *
 * @param comparison id
 * @param state where it stands
 * @param error why it failed, and what of it was deleted; null otherwise
 * @param times when what happened, and when it may end; in JSON its fields lie beside the others
 * @param models how many models are compared
 * @param modelsDone how many of them are finished
 * @param ancestor family that trains the ancestor, or id of the ancestor that was given; null before such a family is queued
 * @param parts its families, one for every method, width and seed; empty in a list
 */
public record ComparisonView(
        String comparison,
        FamilyView.State state,
        String error,
        @JsonUnwrapped FamilyView.Times times,
        int models,
        int modelsDone,
        String ancestor,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Part> parts) {

    public ComparisonView {
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    /**
     * A family of a comparison.
     *
     * @param name method or control
     * @param width token width of its models
     * @param seed its seed
     * @param family id; null before it is queued
     * @param state where it stands
     * @param phase kind of its job that runs, or waits; null otherwise
     * @param models how many of its models are compared
     * @param modelsDone how many of them are finished
     */
    public record Part(
            String name,
            int width,
            long seed,
            String family,
            FamilyView.State state,
            String phase,
            int models,
            int modelsDone) {}

    /** {@return its line in a list} */
    public ComparisonView withoutParts() {
        return new ComparisonView(comparison, state, error, times, models, modelsDone, ancestor, List.of());
    }
}

package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A family's line in a list.
 *
 * @param family id
 * @param state where it stands
 * @param phase kind of the job that runs, or waits, as in {@link FamilyView}; null at the end
 * @param error why it failed; null otherwise
 * @param times when what happened, and when it may end; in JSON its fields lie beside the others
 * @param descendants how many models were generated
 * @param jobs how many jobs it has
 * @param jobsEnded how many of them have ended
 */
public record FamilySummary(
        String family,
        FamilyView.State state,
        String phase,
        String error,
        @JsonUnwrapped FamilyView.Times times,
        int descendants,
        int jobs,
        int jobsEnded) {}

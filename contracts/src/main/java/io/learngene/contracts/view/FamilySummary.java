package io.learngene.contracts.view;

import java.time.Instant;

/**
 * A family's line in a list.
 *
 * @param family id
 * @param state where it stands
 * @param phase kind of the job that runs, or waits, as in {@link FamilyView}; null at the end
 * @param error why it failed; null otherwise
 * @param createdAt when it was submitted
 * @param endedAt when its last job ended
 * @param etaSeconds estimated seconds until it is done; null if not known
 * @param descendants how many models were generated
 * @param jobs how many jobs it has
 * @param jobsEnded how many of them have ended
 */
public record FamilySummary(
        String family,
        FamilyView.State state,
        String phase,
        String error,
        Instant createdAt,
        Instant endedAt,
        Double etaSeconds,
        int descendants,
        int jobs,
        int jobsEnded) {}

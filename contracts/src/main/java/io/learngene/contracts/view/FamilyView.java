package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.Score;
import java.time.Instant;
import java.util.List;

/**
 * A family as the gateway knows it; {@code show --json} and {@code demo --json} print it.
 *
 * @param family id
 * @param state where it stands
 * @param phase kind of the job that runs, or waits; where the next one is not queued yet, the role of what makes it; null at the end
 * @param error why it failed; null otherwise
 * @param createdAt when it was submitted
 * @param endedAt when its last job ended
 * @param etaSeconds estimated seconds until its running job ends; null if not known
 * @param descendants the family table, by depth
 * @param headline the score of the table and of {@code predecessors}; null before there is one
 * @param learngeneSeconds wall-clock seconds of making the learngene, training of what was there before not counted
 * @param learngeneParameters parameters the learngene stores
 * @param predecessors the models that the learngene came from, first to last, as its method calls them; null without a learngene
 * @param costRatio training operations that the scratch models took until they were as good as their tuned twins, over
 *     learngene plus all tuning; null without scratch baselines, or if an ancestor's operations are unknown
 * @param costRatioIsLowerBound whether a scratch model never reached its twin, so that its whole run was counted
 * @param storedParametersRatio the descendants' parameters summed over the learngene's
 * @param jobs its jobs
 */
public record FamilyView(
        String family,
        State state,
        String phase,
        String error,
        Instant createdAt,
        Instant endedAt,
        Double etaSeconds,
        List<DescendantRow> descendants,
        Score headline,
        Double learngeneSeconds,
        Long learngeneParameters,
        List<Predecessor> predecessors,
        Double costRatio,
        Boolean costRatioIsLowerBound,
        Double storedParametersRatio,
        List<JobView> jobs) {

    /** Where a family stands. */
    public enum State {
        /** No worker has begun. */
        @JsonProperty("queued")
        QUEUED(false),
        /** It has begun, and something is left to do. */
        @JsonProperty("running")
        RUNNING(false),
        /** Everything is done. */
        @JsonProperty("done")
        DONE(true),
        /** At least one job failed and no other is left to do. */
        @JsonProperty("failed")
        FAILED(true),
        /** Cancelled. */
        @JsonProperty("cancelled")
        CANCELLED(true);

        private final boolean terminal;

        State(boolean terminal) {
            this.terminal = terminal;
        }

        /** {@return whether nothing more will happen unless it is asked for} */
        public boolean terminal() {
            return terminal;
        }
    }
}

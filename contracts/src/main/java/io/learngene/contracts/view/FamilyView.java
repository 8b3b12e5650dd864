package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * A family as the gateway knows it; {@code show --json} and {@code demo --json} print it.
 *
 * @param family id
 * @param state where it stands
 * @param error why it failed; null otherwise
 * @param createdAt when it was submitted
 * @param endedAt when its last job ended
 * @param etaSeconds estimated seconds until its running job ends; null if not known
 * @param descendants the family table, by depth
 * @param learngeneSeconds wall-clock seconds of distillation, training of an ancestor not counted
 * @param learngeneParameters parameters the learngene stores
 * @param auxiliaryAccuracy top-1 accuracy of the auxiliary model
 * @param ancestorAccuracy top-1 accuracy of the ancestor
 * @param ancestorSeconds wall-clock seconds of training the ancestor
 * @param ancestorTrainingFlops training operations of the ancestor, shown beside the ratio and not part of it
 * @param costRatio training operations that the scratch models took until they reached the accuracy of their tuned twins,
 *     over learngene plus all tuning; null without scratch baselines, or if the ancestor is a TorchScript file,
 *     whose operations are unknown
 * @param costRatioIsLowerBound whether a scratch model never reached its twin, so that its whole run was counted
 * @param storedParametersRatio the descendants' parameters summed over the learngene's
 * @param jobs its jobs
 */
public record FamilyView(
        String family,
        State state,
        String error,
        Instant createdAt,
        Instant endedAt,
        Double etaSeconds,
        List<DescendantRow> descendants,
        Double learngeneSeconds,
        Long learngeneParameters,
        Double auxiliaryAccuracy,
        Double ancestorAccuracy,
        Double ancestorSeconds,
        Double ancestorTrainingFlops,
        Double costRatio,
        Boolean costRatioIsLowerBound,
        Double storedParametersRatio,
        List<JobView> jobs) {

    /** Where a family stands. */
    public enum State {
        /** Its distillation waits for a worker. */
        @JsonProperty("queued")
        QUEUED(false),
        /** Its learngene is being made. */
        @JsonProperty("distilling")
        DISTILLING(false),
        /** Initialisations are being generated. */
        @JsonProperty("expanding")
        EXPANDING(false),
        /** Descendants are being tuned. */
        @JsonProperty("tuning")
        TUNING(false),
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

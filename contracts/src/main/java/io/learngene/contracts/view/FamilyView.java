package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.Score;
import java.time.Instant;
import java.util.List;

/**
 * A family as the gateway knows it; {@code show --json} and {@code demo --json} print it. In JSON the
 * fields of its parts lie beside the others.
 *
 * @param family id
 * @param state where it stands
 * @param phase kind of the job that runs, or waits; where the next one is not queued yet, the role of what makes it; null at the end
 * @param error why it failed; null otherwise
 * @param times when what happened, and when it may end
 * @param descendants the family table, by depth
 * @param headline the score of the table and of the predecessors; null before there is one
 * @param learngene what its learngene is and took
 * @param savings what it saved
 * @param findings what its numbers tell, with what to change; empty if nothing
 * @param deleted ids of jobs whose results were deleted: their numbers stay, their files do not; empty if none were
 * @param jobs its jobs
 */
public record FamilyView(
        String family,
        State state,
        String phase,
        String error,
        @JsonUnwrapped Times times,
        List<DescendantRow> descendants,
        Score headline,
        @JsonUnwrapped Made learngene,
        @JsonUnwrapped Savings savings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Finding> findings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> deleted,
        List<JobView> jobs) {

    public FamilyView {
        findings = findings == null ? List.of() : List.copyOf(findings);
        deleted = deleted == null ? List.of() : List.copyOf(deleted);
    }

    /**
     * When what happened to a family.
     *
     * @param createdAt when it was submitted
     * @param endedAt when its last job ended
     * @param etaSeconds estimated seconds until it is done; null if not known
     */
    public record Times(Instant createdAt, Instant endedAt, Double etaSeconds) {}

    /**
     * What a learngene is and took; every field null without one.
     *
     * @param seconds wall-clock seconds of making it, training of what was there before not counted
     * @param parameters parameters it stores
     * @param predecessors the models that it came from, first to last, as its method calls them
     */
    public record Made(
            @JsonProperty("learngene_seconds") Double seconds,
            @JsonProperty("learngene_parameters") Long parameters,
            List<Predecessor> predecessors) {

        /** There is none. */
        public static final Made NOTHING = new Made(null, null, null);
    }

    /**
     * What a family saved over training each model by itself.
     *
     * @param costRatio training operations that the scratch models took until they were as good as their tuned twins, over
     *     learngene plus all tuning; null without scratch baselines, or if an ancestor's operations are unknown
     * @param costRatioIsLowerBound whether a scratch model never reached its twin, so that its whole run was counted
     * @param storedParametersRatio the descendants' parameters summed over the learngene's
     */
    public record Savings(Double costRatio, Boolean costRatioIsLowerBound, Double storedParametersRatio) {}

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

    /**
     * {@return which images epochs, targets and models are compared on: {@code validation}, or {@code test}, where the numbers that are
     * reported are those that everything was chosen by; null before anything was evaluated}
     */
    @JsonProperty(value = "chosen_on", access = JsonProperty.Access.READ_ONLY)
    public String chosenOn() {
        return headline == null ? null : headline.ofValidation() ? "validation" : "test";
    }

    /** {@return the same without its jobs, for reports} */
    public FamilyView withoutJobs() {
        return with(null);
    }

    /**
     * @param others its jobs
     * @return the same with these
     */
    public FamilyView with(List<JobView> others) {
        return new FamilyView(
                family,
                state,
                phase,
                error,
                times,
                descendants,
                headline,
                learngene,
                savings,
                findings,
                deleted,
                others);
    }
}

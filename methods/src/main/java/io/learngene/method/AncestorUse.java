package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.Judged;
import java.util.List;

/**
 * The ancestor of a learngene, as its manifest tells of it; in JSON fields of the manifest.
 *
 * @param id the ancestor in the store; null in manifests from before it was kept
 * @param architecture its shape
 * @param accuracy its top-1 accuracy on the test images, or its mean average precision where these have any number of classes, 0 to 1
 * @param validation the same on the validation images, 0 to 1; null where there are none
 * @param tested how it answered the test images; null where these have any number of classes, and in manifests from before this was counted
 * @param answers where its answers came from; null in manifests from before it was said
 * @param epochs epochs whose images it was asked about in this job; null for every epoch of the distillation
 * @param history its epochs, if the job trained it; else empty
 * @param seconds wall-clock seconds of training it
 * @param passes how often it saw the training images; null where that is its epochs
 * @param imageFlops operations of training it with one image; null in manifests from before this was told
 */
public record AncestorUse(
        @JsonProperty("ancestor_id") String id,
        @JsonProperty("ancestor") ModelArchitecture architecture,
        @JsonProperty("ancestor_accuracy") double accuracy,
        @JsonProperty("ancestor_validation") Double validation,
        @JsonProperty("ancestor_tested") Judged tested,
        @JsonProperty("answers") AnswerSource answers,
        @JsonProperty("ancestor_epochs") Integer epochs,
        @JsonProperty("ancestor_history") List<EpochResult> history,
        @JsonProperty("ancestor_seconds") double seconds,
        @JsonProperty("ancestor_passes") Double passes,
        @JsonProperty("ancestor_image_flops") Double imageFlops) {
    public AncestorUse {
        history = history == null ? List.of() : List.copyOf(history);
    }
}

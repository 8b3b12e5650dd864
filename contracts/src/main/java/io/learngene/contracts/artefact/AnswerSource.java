package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a training had its ancestor's answers from. */
public enum AnswerSource {
    /** From the store, where those that were missing were put first. */
    @JsonProperty("stored")
    STORED,
    /** From the ancestor, in every step. */
    @JsonProperty("live")
    LIVE
}

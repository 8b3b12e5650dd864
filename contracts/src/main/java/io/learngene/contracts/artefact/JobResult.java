package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The manifest that a finished job leaves in the store; its existence means that the job is done. Open, see {@link io.learngene.contracts.Vocabulary}; JSON field {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public interface JobResult {

    /** {@return what a fact tells of it and a family's table shows} */
    @JsonIgnore
    ResultSummary summary();
}

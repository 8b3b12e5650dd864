package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The manifest that a finished job leaves in the store; its existence means that the job is done. JSON field {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LearngeneManifest.class, name = "learngene"),
    @JsonSubTypes.Type(value = ExpansionManifest.class, name = "expansion"),
    @JsonSubTypes.Type(value = ModelManifest.class, name = "model")
})
public sealed interface JobResult permits LearngeneManifest, ExpansionManifest, ModelManifest {}

package io.learngene.gateway.removal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kinds of what nobody refers to. */
public enum Orphan {
    /** What runs of ended jobs left, and the job's result does not name: of attempts that lost, or were cut off. */
    @JsonProperty("attempts")
    ATTEMPTS,
    /** Checkpoints of ended jobs, of those that failed and were not asked for again, too. */
    @JsonProperty("checkpoints")
    CHECKPOINTS,
    /** Writes that were begun and never ended. The store does not say how many bytes they take. */
    @JsonProperty("uploads")
    UPLOADS,
    /** Answers of ancestors that no epoch names, or whose ancestor or images are gone. */
    @JsonProperty("answers")
    ANSWERS,
    /** Files of ancestors that were never published, or replaced before they were. */
    @JsonProperty("ancestors")
    ANCESTORS,
    /** Archives of datasets without a manifest. */
    @JsonProperty("datasets")
    DATASETS,
    /** What is left of deleted families, or was written after they were deleted. */
    @JsonProperty("deleted")
    DELETED,
    /** What services wrote to see how the store answers. */
    @JsonProperty("probes")
    PROBES
}

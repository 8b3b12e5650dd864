package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How often a schedule changes the learning rate. */
public enum ScheduleInterval {
    /** Once an epoch: timm's default, and the published settings. */
    @JsonProperty("epoch")
    EPOCH,
    /** Every step. */
    @JsonProperty("step")
    STEP
}

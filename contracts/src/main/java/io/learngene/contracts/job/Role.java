package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a kind of job does, and so which service takes it. Closed: methods are open, the three services are not. */
public enum Role {
    /** Makes what models are made from: a learngene. The distiller's. */
    @JsonProperty("learn")
    LEARN,
    /** Makes initialisations. The expander's. */
    @JsonProperty("expand")
    EXPAND,
    /** Trains a model. The tuner's. */
    @JsonProperty("tune")
    TUNE
}

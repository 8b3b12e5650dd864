package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What the view keeps under one key: a job, or what a family has beside its jobs. Small, whatever the family's size and the length of
 * its trainings. Applying observations is a fold: it may see one twice, and observations of different topics in any order, which is
 * what Kafka delivers at least once. JSON field {@code record}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "record")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FamilyRecord.class, name = "family"),
    @JsonSubTypes.Type(value = JobState.class, name = "job")
})
sealed interface ViewRecord permits FamilyRecord, JobState {

    /**
     * @param observation something about it
     * @return what is known afterwards
     */
    ViewRecord apply(Observation observation);

    /**
     * @param key key of a record
     * @return the record of which nothing is known
     */
    static ViewRecord unknown(String key) {
        return key.endsWith("/") ? FamilyRecord.unknown(key.substring(0, key.length() - 1)) : JobState.unknown(key);
    }
}

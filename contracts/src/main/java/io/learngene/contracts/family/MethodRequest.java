package io.learngene.contracts.family;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a person asks a method for; what is made for it is one family. Open: every method brings its own, by a
 * {@link io.learngene.contracts.Vocabulary}. JSON field {@code method}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
public interface MethodRequest {

    /** {@return human name, and prefix of the family's id} */
    String name();

    /** {@return images to train and test on} */
    DatasetSelection dataset();

    /** {@return whose jobs are taken first; null for normal priority} */
    Priority priority();
}

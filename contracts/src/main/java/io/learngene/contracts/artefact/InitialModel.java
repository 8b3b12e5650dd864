package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.architecture.VitArchitecture;

/**
 * A model of a family before its training, as a recipe: its weights are made when they are asked for. Open, see
 * {@link io.learngene.contracts.Vocabulary}; no field names its kind, its fields tell which it is.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
public interface InitialModel {

    /** {@return its name, unique in its family: {@code L09}} */
    String name();

    /** {@return id of the learngene that it is made from, and whose classes it has} */
    String learngene();

    /** {@return its shape} */
    VitArchitecture architecture();

    /** {@return the stored complete weights; null where they are made on demand} */
    ArtefactRef materialised();

    /** {@return where its weights come from} */
    Origin origin();
}

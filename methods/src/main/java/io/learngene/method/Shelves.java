package io.learngene.method;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import java.util.List;
import java.util.Optional;

/** What a request may refer to. */
public interface Shelves {

    /**
     * @param id an ancestor's id
     * @return its manifest; empty if there is none
     */
    Optional<AncestorManifest> ancestor(String id);

    /**
     * @param key store key of a result's manifest
     * @return the manifest; empty if there is none
     */
    Optional<JobResult> result(String key);

    /**
     * @param family family
     * @return what it was asked for, complete; empty if that is not known any more
     */
    Optional<MethodRequest> request(String family);

    /**
     * @param family family
     * @param name model
     * @return the manifest of that finished model of the family
     * @throws RuntimeException that says what is wrong, if there is none
     */
    ModelManifest model(String family, String name);

    /**
     * @param family family
     * @param name model
     * @return that model of the family before its training
     * @throws RuntimeException that says what is wrong, if there is none
     */
    InitialModel initialModel(String family, String name);

    /**
     * @param dataset what a person selected
     * @return the selection with its content filled in, so that a later upload under the same name is another dataset
     * @throws RuntimeException that says what is wrong, if there is no such dataset
     */
    DatasetSelection pin(DatasetSelection dataset);

    /**
     * @param dataset a dataset, pinned
     * @return its classes, in the order of a head
     */
    List<String> classes(DatasetSelection dataset);

    /**
     * @param dataset a dataset, pinned
     * @return whether its images have any number of classes
     */
    boolean multiLabel(DatasetSelection dataset);
}

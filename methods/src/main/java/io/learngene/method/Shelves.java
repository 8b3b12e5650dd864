package io.learngene.method;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.family.DatasetSelection;
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
}

package io.learngene.method;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A gateway whose store holds nothing but a dataset that is pinned already; a test says what its own holds more. */
public class EmptyShelves implements Shelves {

    private final List<String> classes;
    private final boolean multiLabel;

    /** @param classes those of every dataset */
    public EmptyShelves(List<String> classes) {
        this(classes, false);
    }

    /**
     * @param classes those of every dataset
     * @param multiLabel whether every dataset's images have any number of them
     */
    public EmptyShelves(List<String> classes, boolean multiLabel) {
        this.classes = List.copyOf(classes);
        this.multiLabel = multiLabel;
    }

    @Override
    public Optional<AncestorManifest> ancestor(String id) {
        return Optional.empty();
    }

    @Override
    public Optional<JobResult> result(String key) {
        return Optional.empty();
    }

    @Override
    public Optional<MethodRequest> request(String family) {
        return Optional.empty();
    }

    @Override
    public ModelManifest model(String family, String name) {
        throw new NoSuchElementException(name);
    }

    @Override
    public InitialModel initialModel(String family, String name) {
        throw new NoSuchElementException(name);
    }

    @Override
    public DatasetSelection pin(DatasetSelection dataset) {
        return dataset;
    }

    @Override
    public List<String> classes(DatasetSelection dataset) {
        return classes;
    }

    @Override
    public boolean multiLabel(DatasetSelection dataset) {
        return multiLabel;
    }
}

package io.learngene.method;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What one family has.
 *
 * @param asked its request; null if it is not known any more
 * @param results manifests by key
 * @param initialModels models before their training, by name
 */
public record FamilyShelves(
        MethodRequest asked, Map<String, JobResult> results, Map<String, InitialModel> initialModels)
        implements Shelves {

    @Override
    public Optional<AncestorManifest> ancestor(String id) {
        return Optional.empty();
    }

    @Override
    public Optional<JobResult> result(String key) {
        return Optional.ofNullable(results.get(key));
    }

    @Override
    public Optional<MethodRequest> request(String family) {
        return Optional.ofNullable(asked);
    }

    @Override
    public ModelManifest model(String family, String name) {
        throw new NoSuchElementException(name);
    }

    @Override
    public InitialModel initialModel(String family, String name) {
        return Optional.ofNullable(initialModels.get(name)).orElseThrow();
    }

    @Override
    public DatasetSelection pin(DatasetSelection dataset) {
        return dataset;
    }

    @Override
    public List<String> classes(DatasetSelection dataset) {
        return List.of("cat", "dog");
    }

    @Override
    public boolean multiLabel(DatasetSelection dataset) {
        return false;
    }
}

package io.learngene.gateway.submission;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.method.Shelves;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What a request may refer to, in the object store. */
@ApplicationScoped
class StoreShelves implements Shelves {

    private final ArtefactStore store;
    private final Catalogue catalogue;
    private final Datasets datasets;

    StoreShelves(ArtefactStore store, Catalogue catalogue, Datasets datasets) {
        this.store = store;
        this.catalogue = catalogue;
        this.datasets = datasets;
    }

    @Override
    public Optional<AncestorManifest> ancestor(String id) {
        return catalogue.findAncestor(id);
    }

    @Override
    public Optional<JobResult> result(String key) {
        return store.read(key).map(bytes -> Json.read(bytes, JobResult.class));
    }

    @Override
    public DatasetSelection pin(DatasetSelection dataset) {
        return datasets.pin(dataset, "dataset");
    }

    @Override
    public List<String> classes(DatasetSelection dataset) {
        return datasets.classes(dataset);
    }
}

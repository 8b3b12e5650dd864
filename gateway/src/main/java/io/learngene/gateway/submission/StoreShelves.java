package io.learngene.gateway.submission;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.method.Shelves;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What a request may refer to: the object store, and what is known of families. */
@ApplicationScoped
class StoreShelves implements Shelves {

    private final Manifests manifests;
    private final Catalogue catalogue;
    private final Datasets datasets;
    private final Families families;

    StoreShelves(Manifests manifests, Catalogue catalogue, Datasets datasets, Families families) {
        this.manifests = manifests;
        this.catalogue = catalogue;
        this.datasets = datasets;
        this.families = families;
    }

    @Override
    public Optional<AncestorManifest> ancestor(String id) {
        return catalogue.findAncestor(id);
    }

    @Override
    public Optional<JobResult> result(String key) {
        return manifests.read(key, JobResult.class);
    }

    @Override
    public Optional<MethodRequest> request(String family) {
        return families.find(family).map(FamilyState::request);
    }

    @Override
    public ModelManifest model(String family, String name) {
        return catalogue.model(family, Trained.MODELS, name);
    }

    @Override
    public InitialModel initialModel(String family, String name) {
        return catalogue.initialisation(family, name);
    }

    @Override
    public DatasetSelection pin(DatasetSelection dataset) {
        return datasets.pin(dataset, "dataset");
    }

    @Override
    public List<String> classes(DatasetSelection dataset) {
        return datasets.classes(dataset);
    }

    @Override
    public boolean multiLabel(DatasetSelection dataset) {
        return datasets.multiLabel(dataset);
    }
}

package io.learngene.gateway.submission;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.method.Shelves;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What a request may refer to: the object store, and what is known of families, each project for itself. */
@ApplicationScoped
class StoreShelves {

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

    /**
     * @param project whose request it is
     * @return what that may refer to; what belongs to others is not there
     */
    Shelves of(Project project) {
        return new OfProject(project);
    }

    private final class OfProject implements Shelves {
        private final Project project;

        OfProject(Project project) {
            this.project = project;
        }

        @Override
        public Optional<AncestorManifest> ancestor(String id) {
            return project.owns(id) ? catalogue.findAncestor(id) : Optional.empty();
        }

        @Override
        public Optional<JobResult> result(String key) {
            boolean own = key.equals(project.folder() + StoreKeys.withoutProject(key));
            return own ? manifests.read(key, JobResult.class) : Optional.empty();
        }

        @Override
        public Optional<MethodRequest> request(String family) {
            return project.owns(family) ? families.find(family).map(FamilyState::request) : Optional.empty();
        }

        @Override
        public ModelManifest model(String family, String name) {
            return catalogue.model(own(family), Trained.MODELS, name);
        }

        @Override
        public InitialModel initialModel(String family, String name) {
            return catalogue.initialisation(own(family), name);
        }

        @Override
        public DatasetSelection pin(DatasetSelection dataset) {
            return datasets.pin(project, dataset, "dataset");
        }

        @Override
        public List<String> classes(DatasetSelection dataset) {
            return datasets.classes(dataset);
        }

        @Override
        public boolean multiLabel(DatasetSelection dataset) {
            return datasets.multiLabel(dataset);
        }

        private String own(String family) {
            if (!project.owns(family)) {
                throw ProblemException.notFound("family " + family + " in the project " + project);
            }
            return family;
        }
    }
}

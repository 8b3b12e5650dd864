package io.learngene.gateway.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.safetensors.DerivedFile;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.shape.WeightsException;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Datasets;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.Methods;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Makes the files of an initialisation from its recipe while they are sent, of whichever origin: no copy is kept. */
@ApplicationScoped
public class Initialisations {

    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "config.json";

    private final Artefacts artefacts;
    private final Catalogue catalogue;
    private final Datasets datasets;
    private final Downloads downloads;
    private final Outgoing outgoing;

    Initialisations(
            ArtefactStore store, Catalogue catalogue, Datasets datasets, Downloads downloads, Outgoing outgoing) {
        this.datasets = datasets;
        this.artefacts = Artefacts.of(store);
        this.catalogue = catalogue;
        this.downloads = downloads;
        this.outgoing = outgoing;
    }

    /**
     * @param initialisation recipe
     * @param file {@code model.safetensors} or {@code config.json}
     * @param request headers of the request
     * @return the answer
     */
    public Response file(InitialModel initialisation, String file, HttpHeaders request) {
        Learngene learngene = catalogue.learngene(initialisation.learngene());
        if (file.equals(CONFIG)) {
            return Response.ok(config(initialisation, learngene), MediaType.APPLICATION_JSON)
                    .build();
        }
        if (!file.equals(WEIGHTS)) {
            throw ProblemException.notFound("file " + file + " here, but [" + CONFIG + ", " + WEIGHTS + "]");
        }
        ArtefactRef stored = initialisation.materialised();
        return stored != null ? downloads.stored(stored, request) : generated(initialisation, learngene);
    }

    private Response generated(InitialModel initialisation, Learngene learngene) {
        Initialiser.Wanted wanted = new Initialiser.Wanted(initialisation.architecture(), learngene.classNames(), 0);
        DerivedFile file = derived(initialisation.name(), initialisation.origin(), wanted);
        StreamingOutput body = outgoing.bounded(file.length(), file::write);
        return Response.ok(body, MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, file.length())
                .build();
    }

    private <O extends Origin> DerivedFile derived(String name, O origin, Initialiser.Wanted wanted) {
        try {
            return new DerivedFile(
                    Methods.initialiser(origin).weights(origin, wanted, artefacts), Map.of("format", "pt"));
        } catch (PermanentJobException | SafetensorsException | WeightsException e) {
            throw ProblemException.conflict("the weights of initialisation " + name
                    + " cannot be made from what the store holds: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the weights come from: " + e.getMessage(), e);
        }
    }

    private byte[] config(InitialModel initialisation, Learngene learngene) {
        DatasetSelection dataset = learngene.provenance().dataset();
        ObjectNode config = TimmConfig.write(
                initialisation.architecture(),
                learngene.classNames(),
                Normalisation.mean(),
                Normalisation.deviation(),
                dataset.evaluatedShare());
        return Json.write(HuggingFaceConfig.ofLabels(config, multiLabel(dataset)));
    }

    /** Models of images that were taken out of the store stay downloadable. */
    private boolean multiLabel(DatasetSelection dataset) {
        return !dataset.synthetic()
                && datasets.content(dataset.name(), dataset.sha256())
                        .map(DatasetManifest::multiLabel)
                        .isPresent();
    }
}

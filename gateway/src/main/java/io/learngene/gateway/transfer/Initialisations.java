package io.learngene.gateway.transfer;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.TimmConfig;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.Initialisation;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.safetensors.DerivedFile;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Makes the files of an initialisation from its recipe while they are sent: range reads of the learngene, no copy kept. */
@ApplicationScoped
public class Initialisations {

    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "config.json";

    private final ArtefactStore store;
    private final Catalogue catalogue;
    private final Downloads downloads;
    private final Outgoing outgoing;

    Initialisations(ArtefactStore store, Catalogue catalogue, Downloads downloads, Outgoing outgoing) {
        this.store = store;
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
    public Response file(Initialisation initialisation, String file, HttpHeaders request) {
        LearngeneManifest learngene = catalogue.learngene(initialisation.learngene());
        if (file.equals(CONFIG)) {
            return Response.ok(config(initialisation, learngene), MediaType.APPLICATION_JSON)
                    .build();
        }
        if (!file.equals(WEIGHTS)) {
            throw ProblemException.notFound("file " + file + " here, but [" + CONFIG + ", " + WEIGHTS + "]");
        }
        ArtefactRef stored = initialisation.materialised();
        return stored != null ? downloads.stored(stored, request) : generated(initialisation, learngene.weights());
    }

    private Response generated(Initialisation initialisation, ArtefactRef learngene) {
        DerivedFile file = derived(initialisation, learngene);
        StreamingOutput body = outgoing.bounded(file::write);
        return Response.ok(body, MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, file.length())
                .build();
    }

    private DerivedFile derived(Initialisation initialisation, ArtefactRef learngene) {
        RangeReader reader = (offset, length) -> store.open(learngene.key(), offset, length);
        try {
            SafetensorsHeader header = SafetensorsHeader.read(reader, learngene.size());
            return new DerivedFile(
                    Expansion.weights(TensorSource.of(header, reader), initialisation.layersSource()),
                    Map.of("format", "pt"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the header of " + learngene.key(), e);
        }
    }

    private static byte[] config(Initialisation initialisation, LearngeneManifest learngene) {
        return Json.write(TimmConfig.write(
                initialisation.architecture(),
                learngene.classNames(),
                Normalisation.mean(),
                Normalisation.deviation(),
                learngene.provenance().dataset().evaluatedShare()));
    }
}

package io.learngene.gateway.submission;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.InstantSource;

/** The parts of the submission that read from outside, without a container. */
public final class SmallSubmission {

    private final Datasets datasets;
    private final Catalogue catalogue;
    private final Documents documents;

    /**
     * @param store the store
     * @param config settings
     */
    public SmallSubmission(ArtefactStore store, GatewayConfig config) {
        this.datasets = new Datasets(store, config, InstantSource.system());
        this.catalogue = new Catalogue(store);
        this.documents = new Documents(
                config,
                new MemoryBudget("request documents", Runtime.getRuntime().maxMemory() / 8));
    }

    /** {@return the datasets in the store} */
    public Datasets datasets() {
        return datasets;
    }

    /** {@return the manifests in the store} */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * @param body a request for a family
     * @return the request
     */
    public FamilyRequest read(InputStream body) {
        return documents.read(body, MediaType.APPLICATION_JSON_TYPE, FamilyRequest.class);
    }
}

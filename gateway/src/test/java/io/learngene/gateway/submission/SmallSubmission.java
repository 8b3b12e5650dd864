package io.learngene.gateway.submission;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.store.ArtefactStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.InstantSource;

/** The parts of the submission that read from outside, without a container. */
public final class SmallSubmission {

    private final Manifests manifests;
    private final Datasets datasets;
    private final Catalogue catalogue;
    private final Documents documents;

    /**
     * @param store the store
     * @param config settings
     */
    public SmallSubmission(ArtefactStore store, GatewayConfig config) {
        this.manifests = new Manifests(store, new SimpleMeterRegistry());
        this.datasets = new Datasets(manifests, config, InstantSource.system());
        this.catalogue = new Catalogue(manifests);
        this.documents = new Documents(
                config,
                new MemoryBudget("request documents", Runtime.getRuntime().maxMemory() / 8));
    }

    /** {@return what is written down in the store} */
    public Manifests manifests() {
        return manifests;
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

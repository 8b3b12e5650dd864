package io.learngene.worker;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.data.Dataset;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Map;

/** Fetches ancestors from the store. */
@ApplicationScoped
public class StoredAncestors {

    private final ArtefactStore store;
    private final LocalCache cache;

    /**
     * @param store where manifests lie
     * @param cache where weights are fetched to
     */
    public StoredAncestors(ArtefactStore store, LocalCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /**
     * @param id an ancestor
     * @param dataset the images that it is to answer for
     * @return its manifest
     * @throws PermanentJobException if it is not in the store, or has other classes or another image size
     * @throws Exception if the store cannot be reached
     */
    public AncestorManifest manifest(String id, Dataset dataset) throws Exception {
        byte[] bytes = store.read(StoreKeys.ancestorManifest(id))
                .orElseThrow(() -> new PermanentJobException(
                        "ancestor: '" + id + "' is not in the store; add it, or ask for one to be trained", null));
        AncestorManifest manifest = Json.read(bytes, AncestorManifest.class);
        String refusal = manifest.refusal(dataset.classNames());
        if (refusal != null) {
            throw new PermanentJobException("ancestor: " + refusal, null);
        }
        int imageSize = manifest.architecture().imageSize();
        if (imageSize != dataset.imageSize()) {
            throw new PermanentJobException(
                    "ancestor: '" + id + "' takes images of " + imageSize + " pixels, the dataset is read at "
                            + dataset.imageSize() + "; set dataset.image_size to " + imageSize,
                    null);
        }
        return manifest;
    }

    /**
     * @param manifest an ancestor
     * @return its tensors
     * @throws PermanentJobException if the file is damaged
     * @throws Exception if it cannot be fetched
     */
    public Map<String, Tensor> weights(AncestorManifest manifest) throws Exception {
        Path file = cache.fetch(manifest.weights());
        return Permanently.failing(() -> ModelFolder.readWeights(file, NetworkSpec.of(manifest.architecture())));
    }
}

package io.learngene.worker;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.data.Dataset;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.PositionEmbedding;
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
     * An ancestor for the images of a dataset.
     *
     * @param manifest what is stored
     * @param architecture its shape at the dataset's image size
     * @param weights its tensors
     */
    public record Loaded(AncestorManifest manifest, ModelArchitecture architecture, Map<String, Tensor> weights) {

        /** {@return its accuracy; null if it is not known at this image size} */
        public Double accuracy() {
            return architecture.equals(manifest.architecture()) ? manifest.accuracy() : null;
        }
    }

    /**
     * @param id an ancestor
     * @param dataset the images that it is to answer for; at another size the position embedding of a ViT is interpolated
     * @return the ancestor
     * @throws PermanentJobException if it is not in the store, is damaged, or does not fit the images
     * @throws Exception if the store cannot be reached
     */
    public Loaded load(String id, Dataset dataset) throws Exception {
        byte[] bytes = store.read(StoreKeys.ancestorManifest(id))
                .orElseThrow(() -> new PermanentJobException(
                        "ancestor: '" + id + "' is not in the store; add it, or ask for one to be trained", null));
        AncestorManifest manifest = Json.read(bytes, AncestorManifest.class);
        String refusal = manifest.refusal(dataset.classNames());
        if (refusal != null) {
            throw new PermanentJobException("ancestor: " + refusal, null);
        }
        Path file = cache.fetch(manifest.weights());
        return Permanently.failing(() -> {
            ModelArchitecture own = manifest.architecture();
            ModelArchitecture architecture = own.forDataset(own.classes(), dataset.imageSize());
            Map<String, Tensor> weights = ModelFolder.readWeights(file, NetworkSpec.of(own));
            if (own instanceof VitArchitecture from && architecture instanceof VitArchitecture to) {
                weights = PositionEmbedding.resize(weights, from, to);
            }
            return new Loaded(manifest, architecture, weights);
        });
    }
}

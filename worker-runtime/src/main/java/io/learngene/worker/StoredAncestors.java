package io.learngene.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.PositionEmbedding;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.network.ScriptedClassifier;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.runtime.config.FoundryConfig;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds ancestors in the store. Their weights are fetched when they are loaded, and not before. */
@ApplicationScoped
public class StoredAncestors {

    private final ArtefactStore store;
    private final LocalCache cache;
    private final boolean torchScript;

    @Inject
    StoredAncestors(ArtefactStore store, LocalCache cache, FoundryConfig config) {
        this(store, cache, config.ancestor().torchscript());
    }

    /**
     * @param store where manifests lie
     * @param cache where weights are fetched to
     * @param torchScript whether TorchScript files, which are programs, may be loaded
     */
    public StoredAncestors(ArtefactStore store, LocalCache cache, boolean torchScript) {
        this.store = store;
        this.cache = cache;
        this.torchScript = torchScript;
    }

    /**
     * An ancestor for the images of a dataset.
     *
     * @param manifest what is stored
     * @param architecture its shape at the dataset's image size
     * @param loader makes it ready to be asked
     */
    public record Found(AncestorManifest manifest, ModelArchitecture architecture, AncestorLoader loader) {}

    /**
     * @param id an ancestor
     * @param dataset the images that it is to answer for; at another size the position embedding of a ViT is interpolated
     * @param cropPct share of a scaled image that evaluation cuts out there
     * @param context the attempt that asks, warned of what differs
     * @return the ancestor
     * @throws PermanentJobException if it is not in the store, does not fit the images, or is a TorchScript file where they are not
     *     switched on
     * @throws io.learngene.runtime.store.StoreException if the store cannot be reached
     */
    public Found find(String id, Dataset dataset, double cropPct, JobContext context) {
        byte[] bytes = store.read(StoreKeys.ancestorManifest(id))
                .orElseThrow(() -> new PermanentJobException(
                        "ancestor: '" + id + "' is not in the store; add it, or ask for one to be trained", null));
        AncestorManifest manifest = Json.read(bytes, AncestorManifest.class);
        String refusal = refusal(manifest, dataset.classNames(), dataset.imageSize(), torchScript);
        if (refusal != null) {
            throw new PermanentJobException("ancestor: " + refusal, null);
        }
        String warning = manifest.warning(dataset.classNames());
        if (warning != null) {
            context.warn(warning);
        }
        otherCrop(manifest, cropPct).ifPresent(context::warn);
        return found(manifest, () -> cache.fetch(manifest.weights(), context.stop()::check), dataset.imageSize());
    }

    /** Its accuracy is measured with the dataset's, by a few tenths of a point another one than its makers tell. */
    private Optional<String> otherCrop(AncestorManifest manifest, double cropPct) {
        return Optional.ofNullable(manifest.config())
                .flatMap(config -> store.read(config.key()))
                .map(bytes -> TimmConfig.cropPct(Json.read(bytes, JsonNode.class)))
                .filter(own -> Math.abs(own - cropPct) > 1e-3)
                .map(own -> "ancestor '" + manifest.id() + "' is evaluated with crop_pct " + cropPct
                        + ", its config.json says " + own + "; set dataset.crop_pct to that to see its own accuracy");
    }

    static String refusal(AncestorManifest manifest, List<String> classes, int imageSize, boolean torchScript) {
        if (manifest.architecture() instanceof TorchScriptArchitecture && !torchScript) {
            return "'" + manifest.id() + "': " + FoundryConfig.Ancestor.TORCHSCRIPT_IS_OFF;
        }
        return manifest.refusal(classes, imageSize);
    }

    static Found found(AncestorManifest manifest, Supplier<Path> file, int imageSize) {
        ModelArchitecture own = manifest.architecture();
        if (own instanceof TorchScriptArchitecture theirs) {
            return new Found(manifest, own, (torch, precision) -> ScriptedClassifier.load(torch, file.get(), theirs));
        }
        ModelArchitecture architecture = own.forDataset(own.classes(), imageSize);
        return new Found(manifest, architecture, (torch, precision) -> AncestorLoader.of(
                        architecture, weights(own, architecture, file.get()))
                .load(torch, precision));
    }

    private static Map<String, Tensor> weights(ModelArchitecture own, ModelArchitecture wanted, Path file)
            throws IOException {
        return PositionEmbedding.resize(ModelFolder.readWeights(file, NetworkSpec.of(own)), own, wanted);
    }
}

package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.model.Head;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.PositionEmbedding;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.runtime.job.PermanentJobException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A Vision Transformer of the store.
 *
 * @param architecture its shape
 * @param classNames its classes, in the order of its head; null if unknown
 * @param sha256 checksum of the file of its weights
 * @param weights where its tensors come from
 */
public record StoredModel(
        VitArchitecture architecture, List<String> classNames, String sha256, Map<String, TensorSource> weights) {

    /**
     * @param key store key of a tuned model's manifest
     * @param artefacts where it lies
     * @return the model
     * @throws PermanentJobException if it is not in the store
     * @throws IOException if it cannot be read
     */
    public static StoredModel tuned(String key, Artefacts artefacts) throws IOException {
        ModelManifest model = (ModelManifest) artefacts.result(key);
        return read(model.architecture(), model.classNames(), weights(model), artefacts);
    }

    /**
     * @param model manifest of a model
     * @return the file of its weights
     * @throws PermanentJobException if it has none
     */
    public static ArtefactRef weights(ModelManifest model) {
        return model.files().stream()
                .filter(f -> f.name().equals(ModelFolder.WEIGHTS))
                .findFirst()
                .orElseThrow(() -> new PermanentJobException("model '" + model.name() + "' has no weights", null));
    }

    /**
     * @param id id of an ancestor that is a Vision Transformer
     * @param artefacts where it lies
     * @return the model
     * @throws PermanentJobException if it is not in the store, or something else
     * @throws IOException if it cannot be read
     */
    public static StoredModel ancestor(String id, Artefacts artefacts) throws IOException {
        byte[] bytes = artefacts
                .read(StoreKeys.ancestorManifest(id))
                .orElseThrow(
                        () -> new PermanentJobException("ancestor '" + id + "' is not in the store; add it", null));
        AncestorManifest manifest = Json.read(bytes, AncestorManifest.class);
        if (!(manifest.architecture() instanceof VitArchitecture architecture)) {
            throw new PermanentJobException("ancestor '" + id + "': " + unfit(manifest.architecture()), null);
        }
        return read(architecture, manifest.classNames(), manifest.weights(), artefacts);
    }

    /** {@return why no model can be made of a network's weights, and what to do} */
    static String unfit(ModelArchitecture network) {
        return network instanceof ModernVitArchitecture modern
                ? "it has " + String.join(", ", modern.particulars())
                        + ", which no model here has, so it can only teach; name it as the ancestor of a family, or take a Vision"
                        + " Transformer without these"
                : "it is no Vision Transformer, and only those are taken here";
    }

    private static StoredModel read(
            VitArchitecture architecture, List<String> classNames, ArtefactRef file, Artefacts artefacts)
            throws IOException {
        return new StoredModel(
                architecture, classNames, file.sha256(), artefacts.weights(file, NetworkSpec.of(architecture)));
    }

    /**
     * @param wanted a model that differs from this one in image size, classes and depth at most
     * @return where its tensors come from: the position embedding interpolated, the head drawn anew where the classes differ
     */
    public Map<String, TensorSource> fitted(Initialiser.Wanted wanted) {
        Map<String, TensorSource> resized =
                PositionEmbedding.resizeSources(weights, architecture, wanted.architecture());
        boolean sameClasses = classNames == null
                ? architecture.classes() == wanted.classNames().size()
                : classNames.equals(wanted.classNames());
        return sameClasses ? resized : Head.renew(resized, wanted.architecture(), wanted.seed());
    }
}

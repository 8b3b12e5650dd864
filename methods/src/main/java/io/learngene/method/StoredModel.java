package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.model.Head;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.PositionEmbedding;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A Vision Transformer at hand.
 *
 * @param architecture its shape
 * @param classNames its classes, in the order of its head; null if unknown
 * @param sha256 checksum of the file of its weights
 * @param weights its tensors
 */
public record StoredModel(
        VitArchitecture architecture, List<String> classNames, String sha256, Map<String, Tensor> weights) {

    /**
     * @param key store key of a tuned model's manifest
     * @param workshop store and cache
     * @return the model
     * @throws PermanentJobException if it is not in the store
     * @throws IOException if it cannot be read
     */
    public static StoredModel tuned(String key, Workshop workshop) throws IOException {
        ModelManifest model = (ModelManifest) workshop.result(key);
        ArtefactRef file = model.files().stream()
                .filter(f -> f.name().equals(ModelFolder.WEIGHTS))
                .findFirst()
                .orElseThrow(() -> new PermanentJobException("model '" + model.name() + "' has no weights", null));
        return read(model.architecture(), model.classNames(), file, workshop);
    }

    /**
     * @param id id of an ancestor that is a Vision Transformer
     * @param workshop store and cache
     * @return the model
     * @throws PermanentJobException if it is not in the store, or something else
     * @throws IOException if it cannot be read
     */
    public static StoredModel ancestor(String id, Workshop workshop) throws IOException {
        byte[] bytes = workshop.store()
                .read(StoreKeys.ancestorManifest(id))
                .orElseThrow(
                        () -> new PermanentJobException("ancestor '" + id + "' is not in the store; add it", null));
        AncestorManifest manifest = Json.read(bytes, AncestorManifest.class);
        if (!(manifest.architecture() instanceof VitArchitecture architecture)) {
            throw new PermanentJobException("ancestor '" + id + "' is no Vision Transformer", null);
        }
        return read(architecture, manifest.classNames(), manifest.weights(), workshop);
    }

    private static StoredModel read(
            VitArchitecture architecture, List<String> classNames, ArtefactRef file, Workshop workshop)
            throws IOException {
        Map<String, Tensor> weights =
                ModelFolder.readWeights(workshop.cache().fetch(file), NetworkSpec.of(architecture));
        return new StoredModel(architecture, classNames, file.sha256(), weights);
    }

    /**
     * @param wanted a model that differs from this one in image size, classes and depth at most
     * @return its tensors: the position embedding interpolated, the head drawn anew where the classes differ
     */
    public Map<String, Tensor> fitted(Initialiser.Wanted wanted) {
        Map<String, Tensor> resized = PositionEmbedding.resize(weights, architecture, wanted.architecture());
        boolean sameClasses = classNames == null
                ? architecture.classes() == wanted.classNames().size()
                : classNames.equals(wanted.classNames());
        return sameClasses ? resized : Head.renew(resized, wanted.architecture(), wanted.seed());
    }
}

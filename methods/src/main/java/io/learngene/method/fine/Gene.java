package io.learngene.method.fine;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.LearngeneManifest;
import io.learngene.runtime.job.PermanentJobException;
import java.io.IOException;
import java.util.Map;

/**
 * A stored learngene of factors.
 *
 * @param manifest its manifest
 * @param factors its factors, at the auxiliary model's depth
 * @param tensors everything it stores
 */
record Gene(LearngeneManifest manifest, Factorisation factors, Map<String, Tensor> tensors) {

    static Gene of(String learngene, Artefacts artefacts) throws IOException {
        LearngeneManifest manifest = (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(learngene));
        SafetensorsHeader header = SafetensorsHeader.read(
                artefacts.file(manifest.weights()), manifest.weights().size());
        SafetensorsHeader.Entry v = header.entries().get("v.attn.qkv");
        if (v == null
                || v.shape().size() != 2
                || v.shape().get(1) < 1
                || v.shape().get(1) > FineRequest.MOST_RANK) {
            throw new PermanentJobException("learngene '" + learngene + "' has no factors of FINE", null);
        }
        Factorisation factors =
                new Factorisation(manifest.architecture(), v.shape().get(1).intValue());
        return new Gene(
                manifest, factors, TensorSource.tensors(artefacts.tensors(manifest.weights(), factors.factors())));
    }

    /** {@return everything at a depth, sigmas by rule} */
    Map<String, Tensor> at(int depth) {
        return factors.at(tensors, depth);
    }

    /** {@return the factors at a depth} */
    Factorisation factorsAt(int depth) {
        return new Factorisation(shape(depth), factors.rank());
    }

    VitArchitecture shape(int depth) {
        return manifest.architecture().withDepth(depth);
    }
}

package io.learngene.method.factors;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.StoredModel;
import io.learngene.runtime.job.PermanentJobException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stored learngene of factors.
 *
 * @param manifest its manifest
 * @param method the method that made it
 * @param factors its factors, of the auxiliary model's shape
 * @param tensors everything it stores
 */
record Gene(LearngeneManifest manifest, FactoredMethod method, Factors factors, Map<String, Tensor> tensors) {

    /**
     * @param learngene its id
     * @param artefacts where it lies
     * @return it
     * @throws PermanentJobException if it has no factors
     * @throws IOException if it cannot be read
     */
    static Gene of(String learngene, Artefacts artefacts) throws IOException {
        LearngeneManifest manifest = (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(learngene));
        SafetensorsHeader header = SafetensorsHeader.read(
                artefacts.file(manifest.weights()), manifest.weights().size());
        Map<String, List<Long>> stored = new LinkedHashMap<>();
        header.entries().forEach((name, entry) -> stored.put(name, entry.shape()));
        if (!(manifest.by() instanceof FactoredMethod method)) {
            throw none(manifest);
        }
        MatrixRule rule = method.rule(stored, manifest.architecture()).orElseThrow(() -> none(manifest));
        Factors factors = new Factors(manifest.architecture(), rule);
        return new Gene(
                manifest, method, factors, TensorSource.tensors(artefacts.tensors(manifest.weights(), factors.all())));
    }

    private static PermanentJobException none(LearngeneManifest manifest) {
        return new PermanentJobException(
                "learngene '" + manifest.id() + "' has no factors of " + manifest.method(), null);
    }

    /**
     * @param model a model that is to begin with this learngene
     * @return its shape, with the learngene's own classes and images
     * @throws PermanentJobException if none of this shape can
     */
    VitArchitecture shape(VitArchitecture model) {
        method.check(manifest, model);
        return manifest.architecture().withDepth(model.depth()).withWidth(model.dim(), model.heads());
    }

    /** {@return the factors of a model of that shape} */
    Factors factorsOf(VitArchitecture model) {
        return new Factors(shape(model), factors.rule());
    }

    /** {@return everything of a model of that shape, by rule} */
    Map<String, Tensor> at(VitArchitecture model) {
        return method.at(factors, tensors, shape(model));
    }

    /**
     * @param target everything of the wanted model's shape
     * @param wanted the model
     * @return where its tensors come from
     */
    Map<String, TensorSource> weights(Map<String, Tensor> target, Initialiser.Wanted wanted) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        target.forEach((name, tensor) ->
                sources.put(name, new TensorSource.Computed(tensor.type(), tensor.shape(), () -> tensor)));
        return new StoredModel(
                        shape(wanted.architecture()),
                        manifest.classNames(),
                        manifest.weights().sha256(),
                        factorsOf(wanted.architecture()).weights(sources))
                .fitted(wanted);
    }
}

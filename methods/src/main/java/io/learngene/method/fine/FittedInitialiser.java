package io.learngene.method.fine;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Layers that are products of a learngene's factors, their sigmas fitted. */
final class FittedInitialiser implements Initialiser<FittedOrigin> {

    @Override
    public Class<FittedOrigin> origin() {
        return FittedOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(FittedOrigin origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        ModelManifest fit = (ModelManifest) artefacts.result(origin.manifest());
        Gene gene = Gene.of(((FineOrigin) fit.start()).learngene(), artefacts);
        int depth = fit.architecture().depth();
        ArtefactRef sigmas = fit.files().get(0);
        Map<String, Tensor> target = new LinkedHashMap<>(gene.at(depth));
        target.putAll(TensorSource.tensors(
                artefacts.tensors(sigmas, gene.factorsAt(depth).sigmas())));
        return FineInitialiser.weights(gene, target, wanted);
    }

    @Override
    public String lineage(FittedOrigin origin) {
        return "Initialised by shared singular vectors with fitted singular values (FINE), see `" + origin.manifest()
                + "`, then tuned.";
    }
}

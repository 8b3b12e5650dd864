package io.learngene.method.factors;

import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Layers that are computed from a learngene's factors, what is theirs alone fitted. */
final class FittedInitialiser implements Initialiser<FittedOrigin> {

    @Override
    public Class<FittedOrigin> origin() {
        return FittedOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(FittedOrigin origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        ModelManifest fit = (ModelManifest) artefacts.result(origin.manifest());
        Gene gene = Gene.of(fit.family(), artefacts);
        Map<String, Tensor> target = new LinkedHashMap<>(gene.at(fit.architecture()));
        target.putAll(TensorSource.tensors(artefacts.tensors(
                fit.files().get(0), gene.factorsOf(fit.architecture()).fitted())));
        return gene.weights(target, wanted);
    }

    @Override
    public String lineage(FittedOrigin origin) {
        return "Initialised from the factors of a learngene (" + origin.method().toUpperCase(Locale.ROOT)
                + ") with those of its layers fitted, see `" + origin.manifest() + "`, then tuned.";
    }
}

package io.learngene.method.factors;

import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Layers that are computed from a learngene's factors, what is theirs alone by rule. */
final class FactorsInitialiser implements Initialiser<FactorsOrigin> {

    @Override
    public Class<FactorsOrigin> origin() {
        return FactorsOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(FactorsOrigin origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        Gene gene = Gene.of(origin.learngene(), artefacts);
        return gene.weights(gene.at(wanted.architecture()), wanted);
    }

    @Override
    public String lineage(FactorsOrigin origin) {
        return "Initialised from the factors of the learngene `" + origin.learngene() + "` ("
                + origin.method().toUpperCase(Locale.ROOT) + "), then tuned.";
    }
}

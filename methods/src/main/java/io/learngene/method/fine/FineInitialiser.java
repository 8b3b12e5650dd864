package io.learngene.method.fine;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Layers that are products of a learngene's factors, their sigmas by rule. */
final class FineInitialiser implements Initialiser<FineOrigin> {

    @Override
    public Class<FineOrigin> origin() {
        return FineOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(FineOrigin origin, Wanted wanted, Artefacts artefacts) throws IOException {
        Gene gene = Gene.of(origin.learngene(), artefacts);
        return weights(gene, gene.at(wanted.architecture().depth()), wanted);
    }

    /**
     * @param gene a learngene
     * @param target everything at the depth of the model
     * @param wanted the model
     * @return where its tensors come from
     */
    static Map<String, TensorSource> weights(Gene gene, Map<String, Tensor> target, Wanted wanted) {
        gene.manifest().checkHeads(wanted.architecture());
        VitArchitecture shape = gene.shape(wanted.architecture().depth());
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        target.forEach((name, tensor) ->
                sources.put(name, new TensorSource.Computed(tensor.type(), tensor.shape(), () -> tensor)));
        return new StoredModel(
                        shape,
                        gene.manifest().classNames(),
                        gene.manifest().weights().sha256(),
                        gene.factorsAt(shape.depth()).weights(sources))
                .fitted(wanted);
    }

    @Override
    public String lineage(FineOrigin origin) {
        return "Initialised from the learngene `" + origin.learngene()
                + "` by shared singular vectors (FINE), then tuned.";
    }
}

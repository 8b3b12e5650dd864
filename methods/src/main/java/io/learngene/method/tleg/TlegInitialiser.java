package io.learngene.method.tleg;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.StoredModel;
import java.io.IOException;
import java.util.Map;

/** Layers that are a linear expansion of a learngene's two blocks. */
final class TlegInitialiser implements Initialiser<TlegOrigin> {

    @Override
    public Class<TlegOrigin> origin() {
        return TlegOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(TlegOrigin origin, Wanted wanted, Artefacts artefacts) throws IOException {
        LearngeneManifest learngene =
                (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(origin.learngene()));
        learngene.checkHeads(wanted.architecture());
        VitArchitecture expanded =
                learngene.architecture().withDepth(wanted.architecture().depth());
        Map<String, TensorSource> factors =
                artefacts.tensors(learngene.weights(), LinearExpansion.factors(learngene.architecture()));
        return new StoredModel(
                        expanded,
                        learngene.classNames(),
                        learngene.weights().sha256(),
                        LinearExpansion.weights(factors, expanded))
                .fitted(wanted);
    }

    @Override
    public String lineage(TlegOrigin origin) {
        return "Initialised from the learngene `" + origin.learngene() + "` by linear expansion (TLEG), then tuned.";
    }
}

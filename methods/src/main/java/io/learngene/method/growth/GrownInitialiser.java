package io.learngene.method.growth;

import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import java.io.IOException;
import java.util.Map;

/** The weights of a grown model. */
final class GrownInitialiser implements Initialiser<Grown> {

    @Override
    public Class<Grown> origin() {
        return Grown.class;
    }

    @Override
    public Map<String, TensorSource> weights(Grown origin, Wanted wanted, Artefacts artefacts) throws IOException {
        GrownManifest grown = (GrownManifest) artefacts.result(origin.manifest());
        Map<String, TensorSource> weights = artefacts.weights(grown.weights(), NetworkSpec.of(grown.architecture()));
        return new StoredModel(
                        grown.architecture(),
                        grown.classNames(),
                        grown.weights().sha256(),
                        weights)
                .fitted(wanted);
    }

    @Override
    public String lineage(Grown origin) {
        return "Grown in closed form from a smaller model, see `" + origin.manifest() + "`, then tuned.";
    }
}

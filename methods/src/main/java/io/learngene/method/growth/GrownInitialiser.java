package io.learngene.method.growth;

import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The weights of a grown model. */
final class GrownInitialiser implements Initialiser<Grown> {

    @Override
    public Class<Grown> origin() {
        return Grown.class;
    }

    @Override
    public Optional<Map<String, Tensor>> weights(Grown origin, Wanted wanted, Workshop workshop) throws IOException {
        GrownManifest grown = (GrownManifest) workshop.result(origin.manifest());
        Map<String, Tensor> weights =
                ModelFolder.readWeights(workshop.cache().fetch(grown.weights()), NetworkSpec.of(grown.architecture()));
        return Optional.of(new StoredModel(
                        grown.architecture(),
                        grown.classNames(),
                        grown.weights().sha256(),
                        weights)
                .fitted(wanted));
    }

    @Override
    public String lineage(Grown origin) {
        return "Grown in closed form from a smaller model, see `" + origin.manifest() + "`, then tuned.";
    }
}

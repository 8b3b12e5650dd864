package io.learngene.method.tuning;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Some layers of a tuned model of the store. */
final class LayersInitialiser implements Initialiser<Origin.Layers> {

    @Override
    public Class<Origin.Layers> origin() {
        return Origin.Layers.class;
    }

    @Override
    public Optional<Map<String, Tensor>> weights(Origin.Layers origin, Wanted wanted, Workshop workshop)
            throws IOException {
        StoredModel model = StoredModel.tuned(origin.manifest(), workshop);
        VitArchitecture deep =
                wanted.architecture().withDepth(model.architecture().depth());
        Map<String, Tensor> all = model.fitted(new Wanted(deep, wanted.classNames(), wanted.seed()));
        return Optional.of(Expansion.weights(all, origin.layers()));
    }

    @Override
    public String lineage(Origin.Layers origin) {
        return "A baseline: tuned from the layers " + origin.layers() + " of `" + origin.manifest() + "`.";
    }
}

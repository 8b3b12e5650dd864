package io.learngene.method.tuning;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import java.io.IOException;
import java.util.Map;

/** Some layers of a tuned model of the store. */
final class LayersInitialiser implements Initialiser<Origin.Layers> {

    @Override
    public Class<Origin.Layers> origin() {
        return Origin.Layers.class;
    }

    @Override
    public Map<String, TensorSource> weights(Origin.Layers origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        StoredModel model = StoredModel.tuned(origin.manifest(), artefacts);
        VitArchitecture deep =
                wanted.architecture().withDepth(model.architecture().depth());
        Map<String, TensorSource> all = model.fitted(new Wanted(deep, wanted.classNames(), wanted.seed()));
        return Expansion.weights(all, origin.layers());
    }

    @Override
    public String lineage(Origin.Layers origin) {
        return "A baseline: tuned from the layers " + origin.layers() + " of `" + origin.manifest() + "`.";
    }
}

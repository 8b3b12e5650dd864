package io.learngene.method.tuning;

import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import java.io.IOException;
import java.util.Map;

/** A tuned model of the store; a head for other classes is drawn anew. */
final class ModelInitialiser implements Initialiser<Origin.Model> {

    @Override
    public Class<Origin.Model> origin() {
        return Origin.Model.class;
    }

    @Override
    public Map<String, TensorSource> weights(Origin.Model origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        return StoredModel.tuned(origin.manifest(), artefacts).fitted(wanted);
    }

    @Override
    public String lineage(Origin.Model origin) {
        return "Tuned further from `" + origin.manifest() + "`.";
    }
}

package io.learngene.method.tuning;

import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Initialiser;
import io.learngene.method.StoredModel;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A tuned model of the store; a head for other classes is drawn anew. */
final class ModelInitialiser implements Initialiser<Origin.Model> {

    @Override
    public Class<Origin.Model> origin() {
        return Origin.Model.class;
    }

    @Override
    public Optional<Map<String, Tensor>> weights(Origin.Model origin, Wanted wanted, Workshop workshop)
            throws IOException {
        return Optional.of(StoredModel.tuned(origin.manifest(), workshop).fitted(wanted));
    }

    @Override
    public String lineage(Origin.Model origin) {
        return "Tuned further from `" + origin.manifest() + "`.";
    }
}

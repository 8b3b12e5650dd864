package io.learngene.method.tuning;

import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Initialiser;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Nothing: every weight is drawn from the seed. */
final class RandomInitialiser implements Initialiser<Origin.Random> {

    @Override
    public Class<Origin.Random> origin() {
        return Origin.Random.class;
    }

    @Override
    public Optional<Map<String, Tensor>> weights(Origin.Random origin, Wanted wanted, Workshop workshop)
            throws IOException {
        return Optional.empty();
    }

    @Override
    public String lineage(Origin.Random origin) {
        return "A baseline: trained from random weights.";
    }
}

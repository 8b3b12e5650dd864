package io.learngene.method.tuning;

import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import java.util.Map;

/** Every weight is drawn from the seed, and no other origin's are. */
final class RandomInitialiser implements Initialiser<Origin.Random> {

    @Override
    public Class<Origin.Random> origin() {
        return Origin.Random.class;
    }

    @Override
    public Map<String, TensorSource> weights(Origin.Random origin, Wanted wanted, Artefacts artefacts) {
        return RandomInitialisation.sources(
                NetworkSpec.of(wanted.architecture()), wanted.seed(), WeightInit.orDefault(origin.weightInit()));
    }

    @Override
    public String lineage(Origin.Random origin) {
        return "A baseline: trained from random weights.";
    }
}

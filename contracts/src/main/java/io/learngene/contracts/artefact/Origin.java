package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.WeightInit;
import java.util.List;

/** Where the first weights come from. Open, see {@link io.learngene.contracts.Vocabulary}; JSON field {@code from}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
public interface Origin {

    /**
     * A model in the store.
     *
     * @param manifest key of its manifest
     */
    @JsonTypeName("model")
    record Model(String manifest) implements Origin {
        public Model {
            Check.present("manifest", manifest);
        }
    }

    /**
     * Some of the layers of a model in the store.
     *
     * @param manifest key of its manifest
     * @param layers for each layer the model's layer that it is a copy of
     */
    @JsonTypeName("layers")
    record Layers(String manifest, List<Integer> layers) implements Origin {
        public Layers {
            Check.present("manifest", manifest);
            layers = List.copyOf(Check.present("layers", layers));
        }
    }

    /**
     * Random weights, drawn from the seed.
     *
     * @param weightInit how matrices are drawn; null for {@link WeightInit#TRUNC_NORMAL}
     */
    @JsonTypeName("random")
    record Random(WeightInit weightInit) implements Origin {
        /** Drawn as timm's are. */
        public Random() {
            this(null);
        }
    }
}

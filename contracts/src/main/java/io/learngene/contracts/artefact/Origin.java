package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import java.util.List;

/** Where the first weights come from. JSON field {@code from}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Origin.Learngene.class, name = "learngene"),
    @JsonSubTypes.Type(value = Origin.Model.class, name = "model"),
    @JsonSubTypes.Type(value = Origin.Layers.class, name = "layers"),
    @JsonSubTypes.Type(value = Origin.Random.class, name = "random")
})
public sealed interface Origin {
    /**
     * An expansion of a learngene.
     *
     * @param learngene its id
     * @param layersSource for each layer the stage it is a copy of
     */
    record Learngene(String learngene, List<Integer> layersSource) implements Origin {
        public Learngene {
            Check.name("learngene", learngene);
            layersSource = List.copyOf(Check.present("layers_source", layersSource));
        }
    }

    /**
     * A model in the store.
     *
     * @param manifest key of its manifest
     */
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
    record Layers(String manifest, List<Integer> layers) implements Origin {
        public Layers {
            Check.present("manifest", manifest);
            layers = List.copyOf(Check.present("layers", layers));
        }
    }

    /** Random weights, drawn from the seed. */
    record Random() implements Origin {}
}

package io.learngene.method.tuning;

import io.learngene.contracts.Check;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * Tune an initialisation or a finished model on another dataset; the head is made new when the classes differ.
 *
 * @param source name of the initialisation or model inside the family, for example {@code L09}
 * @param from {@code initialisation} or {@code model}; default initialisation
 * @param dataset the other dataset
 * @param tuning default {@link TrainingRecipe#tuning}
 * @param seed default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
public record TuneRequest(
        String source, From from, DatasetSelection dataset, TrainingRecipe tuning, Long seed, Priority priority) {

    /** Where the weights come from. */
    public enum From {
        /** The untuned expansion of the learngene. */
        @com.fasterxml.jackson.annotation.JsonProperty("initialisation")
        INITIALISATION,
        /** The model that was tuned on the family's dataset. */
        @com.fasterxml.jackson.annotation.JsonProperty("model")
        MODEL
    }

    public TuneRequest {
        Check.present("source", source);
        Check.that(source.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}"), "source", source, "give a name such as L09");
        from = from == null ? From.INITIALISATION : from;
        Check.present("dataset", dataset);
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(dataset.imageSize()));
        seed = seed == null ? 42L : seed;
    }
}

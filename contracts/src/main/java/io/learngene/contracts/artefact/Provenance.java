package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.time.Instant;
import java.util.Map;

/**
 * What is needed to make an artefact again.
 *
 * @param job the job that made it
 * @param attempt the attempt that won
 * @param seed its seed
 * @param dataset the images, pinned to their content
 * @param training the training run
 * @param versions versions of what computed it ({@code foundry}, {@code pytorch}, {@code java}, {@code device})
 * @param createdAt when it was published
 */
public record Provenance(
        String job,
        int attempt,
        long seed,
        DatasetSelection dataset,
        TrainingRecipe training,
        Map<String, String> versions,
        Instant createdAt) {
    public Provenance {
        Check.present("training", training);
    }
}

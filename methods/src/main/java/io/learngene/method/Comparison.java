package io.learngene.method;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Models that begin in some way, tuned, each beside the same shape from random weights.
 *
 * @param dataset images, pinned
 * @param tuning a complete recipe; without epochs nothing is tuned
 * @param scratch a complete recipe of the same shapes from random weights; null for none
 * @param seed seed of every training
 */
public record Comparison(DatasetSelection dataset, TrainingRecipe tuning, TrainingRecipe scratch, long seed) {

    /**
     * A model that is to be tuned.
     *
     * @param name its name in the family
     * @param architecture its shape
     * @param start where its weights come from
     */
    public record Begun(String name, VitArchitecture architecture, Origin start) {}

    /**
     * What a request compares its models with.
     *
     * @param scratch the same shape from random weights; missing fields as in the tuning; null for no comparison
     */
    public record Beside(TrainingRecipe scratch) {

        /**
         * @param given what a request says; null for the recipe of the tuning
         * @param tuning a complete recipe
         * @return the same, complete
         */
        public static Beside completed(Beside given, TrainingRecipe tuning) {
            TrainingRecipe scratch = given == null ? tuning : given.scratch();
            return new Beside(scratch == null ? null : scratch.withDefaults(tuning));
        }
    }

    /**
     * @param models what begins
     * @return their jobs, then those of what they are compared with
     */
    public List<TuneJob> jobs(List<Begun> models) {
        List<TuneJob> jobs = new ArrayList<>();
        models.forEach(each -> add(jobs, each, TuneJob.MODELS, each.start(), tuning));
        models.forEach(each -> add(jobs, each, TuneJob.SCRATCH, new Origin.Random(), scratch));
        return jobs;
    }

    /**
     * @param largest the largest of the models
     * @return what the gateway admits within the operator's limits
     */
    public List<Intake.Training> trainings(VitArchitecture largest) {
        List<Intake.Training> trainings = new ArrayList<>();
        trainings.add(new Intake.Training(largest, tuning, "tuning"));
        if (scratch != null) {
            trainings.add(Intake.Training.scratch(largest, scratch, "baselines.scratch"));
        }
        return trainings;
    }

    private void add(List<TuneJob> jobs, Begun begun, String group, Origin start, TrainingRecipe recipe) {
        if (recipe != null && recipe.length().trains()) {
            jobs.add(new TuneJob(begun.name(), group, begun.architecture(), start, dataset, recipe, null, seed, null));
        }
    }
}

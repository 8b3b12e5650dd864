package io.learngene.method;

import io.learngene.contracts.Topics;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.answers.StoredAnswers;
import java.util.List;

/**
 * A training that a family brings, as it is known before anything runs.
 *
 * @param kind kind of the job that does it
 * @param pool pool whose workers do it
 * @param group what is trained, as in {@link io.learngene.contracts.artefact.TrainingRun#group}
 * @param name its name
 * @param imageFlops operations of training it with one image, on average over the steps; a teacher's not counted
 * @param stored numbers of four bytes that it leaves in the store
 * @param recipe how it is trained; null where something is stored and nothing trained
 * @param images images of an epoch, where these are not the dataset's training images; else 0
 * @param taught whom it listens to; null for the labels alone
 */
public record Planned(
        String kind,
        String pool,
        String group,
        String name,
        double imageFlops,
        long stored,
        TrainingRecipe recipe,
        int images,
        Taught taught) {

    /**
     * Whom a training listens to.
     *
     * @param ancestor its shape at the dataset's size
     * @param seed decides the images that it is asked about
     * @param kept which answers are kept, where a request says so; null for all that it says in every step
     */
    public record Taught(ModelArchitecture ancestor, long seed, StoredAnswers kept) {}

    /**
     * @param tuning a job of a family
     * @param taught whom it listens to, where it listens
     * @return its training
     */
    static Planned of(TuneJob tuning, Taught taught) {
        return new Planned(
                TuneJob.KIND,
                tuning.pool(),
                tuning.group(),
                tuning.name(),
                TrainingCost.image(tuning.architecture(), tuning.training()),
                tuning.architecture().parameters(),
                tuning.training(),
                0,
                tuning.teacher() == null ? null : taught);
    }

    /**
     * @param tunings jobs of a family that learn from labels alone
     * @return their trainings
     */
    public static List<Planned> of(List<TuneJob> tunings) {
        return tunings.stream().map(each -> of(each, null)).toList();
    }

    /**
     * @param kind kind of the job that fits something of a model before its tuning
     * @param name the model
     * @param model its shape
     * @param recipe recipe of the fit
     * @param steps its steps, which are its one epoch
     * @param stored numbers that it leaves in the store
     * @return the training of the fit
     */
    public static Planned fitted(
            String kind, String name, VitArchitecture model, TrainingRecipe recipe, int steps, long stored) {
        return new Planned(
                kind,
                recipe.poolOrDefault(),
                Trained.FITTED,
                name,
                TrainingCost.image(model, recipe),
                stored,
                recipe,
                Math.multiplyExact(steps, recipe.batches().batchSize()),
                null);
    }

    /**
     * @param kind kind of a job that trains nothing
     * @param group what it makes
     * @param name name of that
     * @param stored numbers that it leaves in the store
     * @return what stays of it
     */
    public static Planned untrained(String kind, String group, String name, long stored) {
        return new Planned(kind, Topics.DEFAULT_POOL, group, name, 0, stored, null, 0, null);
    }

    /** {@return whether it may end before its last epoch} */
    public boolean mayEndEarlier() {
        return recipe != null
                && (recipe.ending().targetAccuracy() != null || recipe.ending().stops());
    }
}

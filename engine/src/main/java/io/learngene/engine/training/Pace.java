package io.learngene.engine.training;

import io.learngene.contracts.recipe.Length;
import io.learngene.engine.data.batch.BatchLoader;

/**
 * How a training goes through its images.
 *
 * @param steps steps in all
 * @param perEpoch steps of a whole epoch; the last one may be cut short
 * @param every epochs from one evaluation to the next; there is one after the last epoch in any case
 */
public record Pace(long steps, int perEpoch, int every) {

    /** Of what has no steps. */
    public static final Pace NONE = new Pace(0, 1, 1);

    /** A step of training takes as many operations as three evaluations of its images. */
    private static final double EVALUATIONS = 3;

    /** Most rows of the history of a recipe in steps: no curve shows more. */
    private static final int MOST_EVALUATIONS = 1000;

    /**
     * A recipe in epochs is evaluated after each. One in steps may have very many, of very few images, and is evaluated so seldom that
     * evaluations take no more operations than steps.
     *
     * @param task a training
     * @return its pace
     */
    public static Pace of(TrainingTask task) {
        Length length = task.recipe().length();
        int batch = Math.min(task.recipe().batches().batchSize(), task.train().size());
        int perEpoch = BatchLoader.batchesPerEpoch(task.train(), batch);
        long steps = length.steps(perEpoch);
        if (!length.inSteps()) {
            return new Pace(steps, perEpoch, 1);
        }
        double trained = EVALUATIONS * perEpoch * batch;
        int affordable = (int) Math.ceil(task.compared().size() / trained);
        int bounded = (length.epochs(perEpoch) + MOST_EVALUATIONS - 1) / MOST_EVALUATIONS;
        return new Pace(steps, perEpoch, Math.max(1, Math.max(affordable, bounded)));
    }

    /** {@return epochs in all} */
    public int epochs() {
        return Math.toIntExact((steps + perEpoch - 1) / perEpoch);
    }

    /** {@return steps that have been taken when so many epochs are finished} */
    public long stepsAt(int finished) {
        return Math.min((long) finished * perEpoch, steps);
    }

    boolean evaluated(int epoch) {
        return epoch % every == 0 || epoch >= epochs();
    }

    int evaluationsAfter(int epoch) {
        return (epochs() + every - 1) / every - epoch / every;
    }
}

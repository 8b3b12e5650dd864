package io.learngene.engine.training;

import io.learngene.engine.network.Classifier;
import io.learngene.engine.network.Objective;
import java.util.List;

/** Where a teacher's answers come from. */
public sealed interface Answers {

    /** {@return seed of the order, augmentation and mixing of the images} */
    long seed(long ownSeed);

    /** {@return epoch of the images that an epoch sees} */
    int epoch(int epoch);

    /** {@return what has to be equal for a checkpoint to belong to a run} */
    Object identity();

    /**
     * @param epoch epoch, from 0
     * @param step step of the epoch, from 0
     * @param images images of the step
     * @return the teacher's answers to them
     */
    Objective.Targets targets(int epoch, int step, int images);

    /**
     * A classifier that is asked in every step.
     *
     * @param classifier the teacher; stays open as long as the training runs
     */
    record Asked(Classifier classifier) implements Answers {
        @Override
        public long seed(long ownSeed) {
            return ownSeed;
        }

        @Override
        public int epoch(int epoch) {
            return epoch;
        }

        @Override
        public Object identity() {
            return classifier.identity();
        }

        @Override
        public Objective.Targets targets(int epoch, int step, int images) {
            return new Objective.Targets.Teacher(classifier);
        }
    }

    /**
     * Answers from files.
     *
     * @param answers the files
     * @param identity where they are what the classifier says in every step, to the images of the training's own seed: the classifier's, so
     *     that either way goes on from the other's checkpoints
     */
    record Stored(AnswerFiles answers, Object identity) implements Answers {

        /**
         * Answers to the images of a seed of their own, or to the images of some epochs.
         *
         * @param answers the files
         */
        public Stored(AnswerFiles answers) {
            this(answers, List.of(answers.seed(), answers.epochs()));
        }

        @Override
        public long seed(long ownSeed) {
            return answers.seed();
        }

        @Override
        public int epoch(int epoch) {
            return epoch % answers.epochs();
        }

        @Override
        public Objective.Targets targets(int epoch, int step, int images) {
            return new Objective.Targets.Given(answers.logits(epoch(epoch), step, images));
        }
    }
}

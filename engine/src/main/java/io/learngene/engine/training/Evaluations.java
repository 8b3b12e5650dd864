package io.learngene.engine.training;

import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.Answered;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.contracts.evaluation.Tally;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.network.Evaluation;
import io.learngene.engine.network.Judgement;
import java.util.function.LongConsumer;

/** Evaluates classifiers on whole sets of images. */
public final class Evaluations {

    /** Images of one batch; does not change the result beyond rounding. */
    private static final int BATCH = 256;

    private Evaluations() {}

    /**
     * Scores of either kind of images.
     *
     * @param scores by name; the headline is what models are compared by
     * @param loss mean loss
     * @param answers how the images were answered; null where that was not asked
     */
    public record Outcome(Scores scores, double loss, Answered answers) {}

    /**
     * @param classifier what is evaluated
     * @param images labelled images, each of which counts once
     * @return the scores on all of them, without the answers
     */
    public static Outcome scored(Classifier classifier, LabelledImages images) {
        if (images.multiLabel()) {
            LabelTally tally = ranked(classifier, images, done -> {});
            return new Outcome(Scores.of(tally.means()), tally.loss(), null);
        }
        Evaluation all = of(classifier, images);
        return new Outcome(all.scores(), all.loss(), null);
    }

    /**
     * @param classifier what is judged
     * @param images labelled images, each of which counts once
     * @param progress hears how many images are done
     * @return the scores and the answers
     */
    public static Outcome answered(Classifier classifier, LabelledImages images, LongConsumer progress) {
        if (images.multiLabel()) {
            LabelTally tally = ranked(classifier, images, progress);
            return new Outcome(Scores.of(tally.means()), tally.loss(), tally);
        }
        Tally tally = new Tally(classifier.architecture().classes());
        Evaluation all = judge(classifier, images, tally, progress);
        return new Outcome(all.scores(), all.loss(), tally);
    }

    private static LabelTally ranked(Classifier classifier, LabelledImages images, LongConsumer progress) {
        LabelTally tally = new LabelTally(images.classes(), images.size());
        try (BatchStream batches = BatchLoader.evaluation(images, BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                tally.add(classifier.logits(batch).toFloats(), batch.labels());
                progress.accept(tally.images());
            }
        }
        return tally;
    }

    /**
     * @param classifier what is evaluated
     * @param images labelled images, each of which counts once
     * @return the scores on all of them
     */
    public static Evaluation of(Classifier classifier, LabelledImages images) {
        Evaluation scores = Evaluation.NONE;
        try (BatchStream batches = BatchLoader.evaluation(images, BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                scores = scores.plus(classifier.evaluate(batch));
            }
        }
        return scores;
    }

    /**
     * @param classifier what is judged
     * @param images labelled images, each of which counts once
     * @param tally hears of every image, in their order
     * @return the same scores as {@link #of}
     */
    public static Evaluation judge(Classifier classifier, LabelledImages images, Tally tally) {
        return judge(classifier, images, tally, done -> {});
    }

    /**
     * @param classifier what is judged
     * @param images labelled images, each of which counts once
     * @param tally hears of every image, in their order
     * @param progress hears how many images are done
     * @return the same scores as {@link #of}
     */
    public static Evaluation judge(Classifier classifier, LabelledImages images, Tally tally, LongConsumer progress) {
        Evaluation scores = Evaluation.NONE;
        try (BatchStream batches = BatchLoader.evaluation(images, BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                Judgement judged = classifier.judge(batch);
                scores = scores.plus(judged.scores());
                for (int i = 0; i < judged.answers().length; i++) {
                    tally.add((int) batch.labels()[i], judged.answers()[i], judged.confidences()[i]);
                }
                progress.accept(scores.images());
            }
        }
        return scores;
    }
}

package io.learngene.engine.network;

import io.learngene.contracts.artefact.Scores;

/**
 * Scores on labelled images.
 *
 * @param correct images whose best class is the label
 * @param correctOfFive images whose label is among the five best classes
 * @param lossSum cross entropies summed
 * @param images number of images
 */
public record Evaluation(long correct, long correctOfFive, double lossSum, long images) {

    /** Of no image. */
    public static final Evaluation NONE = new Evaluation(0, 0, 0, 0);

    /**
     * @param other scores on other images
     * @return the scores on both
     */
    public Evaluation plus(Evaluation other) {
        return new Evaluation(
                correct + other.correct,
                correctOfFive + other.correctOfFive,
                lossSum + other.lossSum,
                images + other.images);
    }

    /** {@return top-1 accuracy, 0 to 1} */
    public double top1() {
        return (double) correct / images;
    }

    /** {@return top-5 accuracy, 0 to 1} */
    public double top5() {
        return (double) correctOfFive / images;
    }

    /** {@return both by their names} */
    public Scores scores() {
        return Scores.ofClassifier(top1(), top5());
    }

    /** {@return mean cross entropy} */
    public double loss() {
        return lossSum / images;
    }
}

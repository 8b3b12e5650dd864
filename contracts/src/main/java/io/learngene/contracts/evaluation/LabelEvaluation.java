package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import java.util.List;

/**
 * How a model answered test images that have none, one or several of the classes: {@link ModelEvaluation#FILE} beside its weights. A confusion of
 * classes, a calibration of the likeliest class and an accuracy are of images of one class, and not in it.
 *
 * @param images test images
 * @param withoutLabels how many of them have no class
 * @param threshold probability from which on a class counts as answered
 * @param meanAveragePrecision mean over the classes that some image has, of their average precisions
 * @param interval its 95 % interval, by a bootstrap over the images; null where no image has a class, and in what was written before there
 *     was one
 * @param microF1 F1 of all answers of all classes together
 * @param macroF1 mean over the classes that some image has, of their F1
 * @param loss mean binary cross entropy over images and classes
 * @param classes a line for each class, in the order of the head
 * @param of SHA-256 of what the images are and of their labels in order
 */
public record LabelEvaluation(
        long images,
        long withoutLabels,
        double threshold,
        double meanAveragePrecision,
        Interval interval,
        double microF1,
        double macroF1,
        double loss,
        List<OfLabel> classes,
        String of)
        implements TestEvaluation {

    /**
     * A class.
     *
     * @param name its name
     * @param images test images that have it
     * @param averagePrecision of the ranking of all images by its probability; null where no image has it
     * @param f1 harmonic mean of precision and recall at the threshold; null where no image has it
     * @param right images that have it and for which it was answered
     * @param answered images for which it was answered
     */
    public record OfLabel(String name, long images, Double averagePrecision, Double f1, long right, long answered) {}

    public LabelEvaluation {
        classes = List.copyOf(Check.present("classes", classes));
        Check.sha256("of", of);
    }

    /** {@return null: no image is right or wrong} */
    @Override
    public Judged judged() {
        return null;
    }

    @Override
    public double score() {
        return meanAveragePrecision;
    }

    /** {@return how many classes no test image has; they are in no mean} */
    public long classesWithoutImages() {
        return classes.stream().filter(each -> each.images() == 0).count();
    }
}

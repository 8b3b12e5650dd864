package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a model answered its test images, each of one class, at its end: {@value #FILE} beside its weights. Its size is bounded by the classes and by a bit
 * for each image.
 *
 * @param images test images
 * @param right images in the right class
 * @param classes a line for each class, in the order of the head
 * @param confusion how often which class was answered for which other, the most frequent {@value #MOST_CONFUSED} first
 * @param otherConfused wrong answers that are not among them
 * @param calibration how its confidence fits
 * @param rightImages which images were right
 */
public record ModelEvaluation(
        long images,
        long right,
        List<OfClass> classes,
        List<Confused> confusion,
        long otherConfused,
        Calibration calibration,
        RightImages rightImages)
        implements TestEvaluation {

    /** Name of the file. */
    public static final String FILE = "evaluation.json";

    /** Most pairs of classes that are told: all of a hundred classes, the frequent ones of a thousand. */
    public static final int MOST_CONFUSED = 10_000;

    /** Largest file that is read: a thousand classes and ten million images have less. */
    public static final long MOST_BYTES = 8L << 20;

    /**
     * A class.
     *
     * @param name its name
     * @param images test images of it
     * @param right how many of them are right
     * @param answered images for which it was answered
     */
    public record OfClass(String name, long images, long right, long answered) {}

    /**
     * Wrong answers.
     *
     * @param label number of the right class
     * @param answer number of the class that was answered
     * @param images how often
     */
    public record Confused(int label, int answer, long images) {}

    public ModelEvaluation {
        classes = List.copyOf(Check.present("classes", classes));
        confusion = List.copyOf(Check.present("confusion", confusion));
        Check.range("confusion", confusion.size(), 0, MOST_CONFUSED);
        for (Confused each : confusion) {
            Check.range("confusion.label", each.label(), 0, classes.size() - 1);
            Check.range("confusion.answer", each.answer(), 0, classes.size() - 1);
        }
        Check.present("calibration", calibration);
        Check.present("right_images", rightImages);
    }

    @Override
    public String of() {
        return rightImages.of();
    }

    @Override
    public double score() {
        return (double) right / images;
    }

    /** {@return it in few numbers} */
    @Override
    public Judged judged() {
        List<String> never = IntStream.range(0, classes.size())
                .mapToObj(classes::get)
                .filter(each -> each.images() > 0 && each.right() == 0)
                .map(OfClass::name)
                .toList();
        return new Judged(images, right, calibration.error(), classes.size(), never.size(), never);
    }
}

package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import io.learngene.contracts.Vocabulary;
import java.util.List;
import java.util.Locale;

/**
 * What a number says about how good a model is: the one place of which way is better and how it is written. A method adds its own by
 * {@link io.learngene.contracts.Vocabulary#scores}.
 *
 * @param name name, a key in JSON and a column in CSV, for example {@code top1}
 * @param title what a person calls it, for example {@code top-1 accuracy}
 * @param higherIsBetter whether a model with more of it is the better one
 * @param shown how it is written
 */
public record Score(String name, String title, boolean higherIsBetter, Shown shown) {

    /** Share of the test images whose best class is the right one, 0 to 1. */
    public static final Score TOP1 = new Score("top1", "top-1 accuracy", true, Shown.PERCENT);
    /** Share of the test images whose class is among the five best, 0 to 1. */
    public static final Score TOP5 = new Score("top5", "top-5 accuracy", true, Shown.PERCENT);

    /** {@link #TOP1} on the validation images, where a dataset has some: epochs are compared by it, and the test images seen once, at the end. */
    public static final Score VALIDATION_TOP1 =
            new Score("validation_top1", "top-1 accuracy on validation images", true, Shown.PERCENT);
    /** {@link #TOP5} on the validation images. */
    public static final Score VALIDATION_TOP5 =
            new Score("validation_top5", "top-5 accuracy on validation images", true, Shown.PERCENT);

    /** Share of the images of an evaluation that the running average of the weights puts into the right class, where it is measured beside them. */
    public static final Score AVERAGE_TOP1 =
            new Score("average_top1", "top-1 accuracy of the average", true, Shown.PERCENT);

    /** Accuracy of the last epoch on the validation images, where the weights of a better one were published in its place. */
    public static final Score LAST_TOP1 =
            new Score("last_top1", "top-1 accuracy of the last epoch", true, Shown.PERCENT);

    /** Mean over the classes of their average precisions, where images have any number of classes, 0 to 1. */
    public static final Score MAP = new Score("map", "mean average precision", true, Shown.PERCENT);
    /** F1 at a probability of a half, of all answers of all classes together, 0 to 1. */
    public static final Score F1_MICRO = new Score("f1_micro", "micro F1", true, Shown.PERCENT);
    /** Mean over the classes of their F1 at a probability of a half, 0 to 1. */
    public static final Score F1_MACRO = new Score("f1_macro", "macro F1", true, Shown.PERCENT);

    /** What a score's name begins with where it is of validation images. */
    private static final String VALIDATION = "validation_";

    private static final List<Score> OF_CLASSIFIERS = List.of(
            TOP1,
            TOP5,
            VALIDATION_TOP1,
            VALIDATION_TOP5,
            AVERAGE_TOP1,
            LAST_TOP1,
            MAP,
            F1_MICRO,
            F1_MACRO,
            MAP.as(VALIDATION, " on validation images"),
            F1_MICRO.as(VALIDATION, " on validation images"),
            F1_MACRO.as(VALIDATION, " on validation images"),
            MAP.as("average_", " of the average"),
            MAP.as("last_", " of the last epoch"));

    /** How a score is written. */
    public enum Shown {
        /** A share of 1, as per cent. */
        @JsonProperty("percent")
        PERCENT,
        /** A number of any size. */
        @JsonProperty("number")
        NUMBER
    }

    public Score {
        Check.name("name", name);
        Check.present("title", title);
        Check.present("shown", shown);
    }

    /** {@return the scores of every image classifier} */
    public static List<Score> ofClassifiers() {
        return OF_CLASSIFIERS;
    }

    private Score as(String prefix, String what) {
        return new Score(prefix + name, title + what, higherIsBetter, shown);
    }

    /** {@return whether it is of validation images} */
    public boolean ofValidation() {
        return name.startsWith(VALIDATION);
    }

    /** {@return the same score of the test images} */
    public Score onTest() {
        return ofValidation() ? Vocabulary.score(name.substring(VALIDATION.length())) : this;
    }

    /** {@return the same score of the running average of the weights} */
    public Score ofAverage() {
        return Vocabulary.score("average_" + onTest().name());
    }

    /** {@return the same score of the last epoch, where the weights of a better one were published} */
    public Score ofLast() {
        return Vocabulary.score("last_" + onTest().name());
    }

    /**
     * @param name name of a score that nobody here knows
     * @return what can be shown of it: the name and the plain number
     */
    public static Score unknown(String name) {
        return new Score(name, name, true, Shown.NUMBER);
    }

    /**
     * @param one value of this score
     * @param other another
     * @return whether the first is better
     */
    public boolean better(double one, double other) {
        return higherIsBetter ? one > other : one < other;
    }

    /**
     * @param one value of this score
     * @param other another
     * @return whether the first is at least as good
     */
    public boolean asGood(double one, double other) {
        return one == other || better(one, other);
    }

    /** {@return what a plot's axis says: the title, and per cent where it is shown so} */
    public String axis() {
        return shown == Shown.PERCENT ? title + ", %" : title;
    }

    /**
     * @param value a value; null if there is none
     * @return it on the scale of {@link #axis}; null if there is none
     */
    public Double onAxis(Double value) {
        return value == null || shown == Shown.NUMBER ? value : Double.valueOf(100 * value);
    }

    /**
     * @param value a value; null if there is none
     * @return it as a person reads it
     */
    public String text(Double value) {
        if (value == null) {
            return "-";
        }
        return shown == Shown.PERCENT
                ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}

package io.learngene.contracts.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import java.util.List;

/**
 * What a model came to on the test images, asked once at its end, in few numbers; its evaluation file has the rest.
 *
 * @param images test images
 * @param right images in the right class
 * @param calibrationError see {@link Calibration}
 * @param classes classes of the model
 * @param neverRight classes with test images of which none is right
 * @param neverRightFirst names of the first of these
 */
public record Judged(
        long images,
        long right,
        double calibrationError,
        int classes,
        int neverRight,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> neverRightFirst) {

    static final int MOST_NAMED = 3;

    private static final int MOST_TEXT = 60;

    public Judged {
        Check.that(images > 0, "images", images, "give at least 1");
        Check.that(right >= 0 && right <= images, "right", right, "give 0 to " + images);
        neverRightFirst = neverRightFirst == null
                ? List.of()
                : neverRightFirst.stream()
                        .limit(MOST_NAMED)
                        .map(name -> name.length() <= MOST_TEXT ? name : name.substring(0, MOST_TEXT) + "...")
                        .toList();
    }

    /** {@return share of the images that are right, 0 to 1} */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public double accuracy() {
        return (double) right / images;
    }

    /** {@return its 95 % interval, by Wilson} */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public Interval interval() {
        return Interval.wilson(right, images);
    }
}

package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import java.util.Arrays;

/**
 * Between which values a number lies with 95 % confidence.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {

    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /**
     * Wilson's score interval of a share (E. B. Wilson, 1927), without a correction for continuity. Unlike the normal interval it
     * stays between 0 and 1, and is right for few images and for shares near its ends.
     *
     * @param right images that count
     * @param images all of them, at least 1
     * @return the interval of the share that would be found on endlessly many such images
     */
    public static Interval wilson(long right, long images) {
        Check.that(images > 0 && right >= 0 && right <= images, "right", right + " of " + images, "give 0 to images");
        double share = (double) right / images;
        double z2 = Z * Z / images;
        double centre = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / images + z2 / images / 4);
        // At its ends it is exact, whatever the rounding.
        return new Interval(
                right == 0 ? 0 : Math.max(0, centre - half), right == images ? 1 : Math.min(1, centre + half));
    }

    /**
     * @param drawn values that a bootstrap drew, at least one, in any order; not changed
     * @return what lies between their 2.5 % and 97.5 % quantiles, linear between the values as numpy's
     */
    static Interval ofDrawn(double[] drawn) {
        double[] sorted = drawn.clone();
        Arrays.sort(sorted);
        return new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /**
     * @param value a share that values were drawn around
     * @return the basic interval of a bootstrap, of which this one has the quantiles: as far below as these are above; from 0 to 1
     */
    Interval reflected(double value) {
        return new Interval(Math.max(0, 2 * value - high), Math.min(1, 2 * value - low));
    }

    /**
     * @param value a value
     * @return whether it lies inside, ends included
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }
}

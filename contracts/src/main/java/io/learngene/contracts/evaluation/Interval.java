package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;

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
     * @param value a value
     * @return whether it lies inside, ends included
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }
}

package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;
import java.util.List;

/**
 * Which part of a training image the network sees; in JSON fields of the augmentation.
 *
 * @param cropPadding pixels of black on each side before a random crop to the input size; 0 switches it off; default 4, and 0
 *     with {@code scale}
 * @param horizontalFlip whether images are mirrored with probability one half; default true
 * @param scale least and most share of the area of a random resized crop; null for none
 * @param ratio least and most width over height of that crop; default 3/4 to 4/3
 * @param interpolation how that crop and RandAugment's turns, shears and shifts interpolate; null for bicubic
 */
public record Framing(
        Integer cropPadding,
        Boolean horizontalFlip,
        List<Double> scale,
        List<Double> ratio,
        Interpolation interpolation) {

    private static final List<Double> RATIO = List.of(3.0 / 4, 4.0 / 3);

    public Framing {
        cropPadding = cropPadding == null ? (scale == null ? 4 : 0) : cropPadding;
        horizontalFlip = horizontalFlip == null || horizontalFlip;
        ratio = ratio == null && scale != null ? RATIO : ratio;
        Check.range("crop_padding", cropPadding, 0, 64);
        Check.that(
                scale == null || cropPadding == 0,
                "crop_padding",
                cropPadding,
                "scale asks for a resized crop; leave one of the two out");
        Check.that(ascending(scale, 1), "scale", scale, "give the least and the most share, for example [0.08, 1]");
        Check.that(ratio == null || scale != null, "ratio", ratio, "it belongs to scale, which is missing");
        Check.that(ascending(ratio, 100), "ratio", ratio, "give the least and the most, for example [0.75, 1.33]");
    }

    /**
     * @param cropPadding pixels on each side
     * @param horizontalFlip whether to mirror
     * @return random crop of a padded image
     */
    public static Framing padded(int cropPadding, boolean horizontalFlip) {
        return new Framing(cropPadding, horizontalFlip, null, null, null);
    }

    /**
     * @param leastShare least share of the area
     * @return random resized crop, and flip
     */
    public static Framing resized(double leastShare) {
        return new Framing(0, true, List.of(leastShare, 1.0), null, null);
    }

    private static boolean ascending(List<Double> range, double most) {
        return range == null
                || range.size() == 2
                        && range.stream().allMatch(v -> v != null && v > 0 && v <= most)
                        && range.get(0) <= range.get(1);
    }
}

package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import java.util.List;

/**
 * What happens to a training image before the network sees it, in this order: crop, flip, RandAugment or colour jitter,
 * normalisation, erasing, mixing. Names are timm's where it has one; null switches a part off.
 *
 * @param cropPadding pixels of black on each side before a random crop to the input size; 0 switches it off; default 4, and 0
 *     with {@code scale}
 * @param horizontalFlip whether images are mirrored with probability one half; default true
 * @param scale least and most share of the area of a random resized crop
 * @param ratio least and most width over height of that crop; default 3/4 to 4/3
 * @param interpolation how that crop and RandAugment's turns, shears and shifts interpolate; default bicubic
 * @param randAugment RandAugment in timm's notation
 * @param colorJitter largest change of brightness, contrast and saturation; only without RandAugment
 * @param randomErasing probability that a box is replaced by noise
 * @param repeats how often an image follows itself in an epoch with other random choices, which sees that many fewer images
 *     (repeated augmentation; Hoffer et al., CVPR 2020)
 * @param mixup alpha of Mixup
 * @param cutmix alpha of CutMix
 * @param mixProbability share of the batches that are mixed; default 1
 * @param mixSwitch share of CutMix among them where both are on; default 0.5
 */
public record Augmentation(
        Integer cropPadding,
        Boolean horizontalFlip,
        List<Double> scale,
        List<Double> ratio,
        Interpolation interpolation,
        RandAugmentPolicy randAugment,
        Double colorJitter,
        Double randomErasing,
        Integer repeats,
        Double mixup,
        Double cutmix,
        Double mixProbability,
        Double mixSwitch) {

    /** Random crop with padding 4 and flip: the method's setting for small images. */
    public static final Augmentation SMALL_IMAGES = new Augmentation(4, true);

    private static final List<Double> RATIO = List.of(3.0 / 4, 4.0 / 3);

    /**
     * @param imageSize pixels that the network takes
     * @param leastShare least share of the area of a random resized crop of large images
     * @return what is done to images where a recipe does not say it: {@link #SMALL_IMAGES}, and above {@value
     *     ModelArchitecture#LARGEST_SMALL_IMAGE} pixels a random resized crop and a flip, as is usual for photographs
     */
    public static Augmentation byDefault(int imageSize, double leastShare) {
        return imageSize <= ModelArchitecture.LARGEST_SMALL_IMAGE
                ? SMALL_IMAGES
                : new Augmentation(
                        0, true, List.of(leastShare, 1.0), null, null, null, null, null, null, null, null, null, null);
    }

    public Augmentation {
        cropPadding = cropPadding == null ? (scale == null ? 4 : 0) : cropPadding;
        horizontalFlip = horizontalFlip == null || horizontalFlip;
        ratio = ratio == null && scale != null ? RATIO : ratio;
        Check.range("crop_padding", cropPadding, 0, 64);
        Check.that(
                scale == null || cropPadding == 0,
                "crop_padding",
                cropPadding,
                "scale asks for a resized crop; leave one of the two out");
        Check.that(ascending(scale, 0, 1), "scale", scale, "give the least and the most share, for example [0.08, 1]");
        Check.that(ratio == null || scale != null, "ratio", ratio, "it belongs to scale, which is missing");
        Check.that(ascending(ratio, 0, 100), "ratio", ratio, "give the least and the most, for example [0.75, 1.33]");
        Check.that(
                interpolation == null || scale != null || randAugment != null,
                "interpolation",
                interpolation,
                "it belongs to scale or rand_augment, which are missing");
        Check.range("color_jitter", colorJitter, 0.0, 1.0);
        Check.that(
                colorJitter == null || randAugment == null,
                "color_jitter",
                colorJitter,
                "rand_augment changes colours already; leave one of the two out");
        Check.range("random_erasing", randomErasing, 0.0, 1.0);
        Check.range("repeats", repeats, 1, 16);
        Check.range("mixup", mixup, 0.0, 100.0);
        Check.range("cutmix", cutmix, 0.0, 100.0);
        Check.range("mix_probability", mixProbability, 0.0, 1.0);
        Check.range("mix_switch", mixSwitch, 0.0, 1.0);
    }

    /**
     * Random crop of a padded image, and flip.
     *
     * @param cropPadding pixels on each side
     * @param horizontalFlip whether to mirror
     */
    public Augmentation(int cropPadding, boolean horizontalFlip) {
        this(cropPadding, horizontalFlip, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** {@return whether it is more than a crop of a padded image and a flip} */
    @JsonIgnore
    public boolean rich() {
        return scale != null
                || randAugment != null
                || colorJitter != null
                || randomErasing != null
                || mixup != null
                || cutmix != null;
    }

    /** {@return how to interpolate, as asked for or by default} */
    @JsonIgnore
    public Interpolation interpolated() {
        return interpolation == null ? Interpolation.BICUBIC : interpolation;
    }

    private static boolean ascending(List<Double> range, double above, double most) {
        return range == null
                || range.size() == 2
                        && range.stream().allMatch(v -> v != null && v > above && v <= most)
                        && range.get(0) <= range.get(1);
    }
}

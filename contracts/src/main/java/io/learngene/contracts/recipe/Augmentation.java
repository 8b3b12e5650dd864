package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import java.util.List;

/**
 * What happens to a training image before the network sees it, in this order: crop, flip, RandAugment or AutoAugment, colour jitter,
 * normalisation, erasing, mixing. Names are timm's where it has one; null switches a part off. Its JSON is flat: fields of the parts lie
 * beside the others.
 *
 * @param framing crop and flip
 * @param randAugment RandAugment in timm's notation
 * @param autoAugment fixed sequences of operations; only without RandAugment
 * @param colorJitter largest change of brightness, contrast and saturation; only without RandAugment and AutoAugment's own policy
 * @param randomErasing probability that a box is replaced by noise
 * @param repeats how often an image follows itself in an epoch with other random choices, which sees that many fewer images
 *     (repeated augmentation; Hoffer et al., CVPR 2020)
 * @param mixing Mixup and CutMix
 */
@JsonPropertyOrder({"framing", "rand_augment", "auto_augment", "color_jitter", "random_erasing", "repeats", "mixing"})
public record Augmentation(
        @JsonUnwrapped Framing framing,
        RandAugmentPolicy randAugment,
        AutoAugmentPolicy autoAugment,
        Double colorJitter,
        Double randomErasing,
        Integer repeats,
        @JsonUnwrapped BatchMixing mixing) {

    /** Random crop with padding 4 and flip: the method's setting for small images. */
    public static final Augmentation SMALL_IMAGES = of(Framing.padded(4, true));

    public Augmentation {
        Check.that(
                framing.interpolation() == null
                        || framing.scale() != null
                        || randAugment != null
                        || autoAugment == AutoAugmentPolicy.ORIGINAL,
                "interpolation",
                framing.interpolation(),
                "it belongs to scale, rand_augment or auto_augment: original, which are missing");
        Check.that(
                autoAugment == null || randAugment == null,
                "auto_augment",
                autoAugment,
                "rand_augment changes images already; leave one of the two out");
        Check.range("color_jitter", colorJitter, 0.0, 1.0);
        Check.that(
                colorJitter == null || randAugment == null,
                "color_jitter",
                colorJitter,
                "rand_augment changes colours already; leave one of the two out");
        Check.that(
                colorJitter == null || autoAugment != AutoAugmentPolicy.ORIGINAL,
                "color_jitter",
                colorJitter,
                "auto_augment: original changes colours already; leave one of the two out");
        Check.range("random_erasing", randomErasing, 0.0, 1.0);
        Check.range("repeats", repeats, 1, 16);
    }

    /** Reads the flat form, as {@link TrainingRecipe} does and for the same reason. */
    @JsonCreator
    static Augmentation read(
            @JsonProperty("crop_padding") Integer cropPadding,
            @JsonProperty("horizontal_flip") Boolean horizontalFlip,
            @JsonProperty("scale") List<Double> scale,
            @JsonProperty("ratio") List<Double> ratio,
            @JsonProperty("interpolation") Interpolation interpolation,
            @JsonProperty("rand_augment") RandAugmentPolicy randAugment,
            @JsonProperty("auto_augment") AutoAugmentPolicy autoAugment,
            @JsonProperty("color_jitter") Double colorJitter,
            @JsonProperty("random_erasing") Double randomErasing,
            @JsonProperty("repeats") Integer repeats,
            @JsonProperty("mixup") Double mixup,
            @JsonProperty("cutmix") Double cutmix,
            @JsonProperty("mix_probability") Double mixProbability,
            @JsonProperty("mix_switch") Double mixSwitch,
            @JsonProperty("mixup_off_epoch") Integer mixupOffEpoch) {
        return new Augmentation(
                new Framing(cropPadding, horizontalFlip, scale, ratio, interpolation),
                randAugment,
                autoAugment,
                colorJitter,
                randomErasing,
                repeats,
                new BatchMixing(mixup, cutmix, mixProbability, mixSwitch, mixupOffEpoch));
    }

    /**
     * @param framing crop and flip
     * @return these and nothing else
     */
    public static Augmentation of(Framing framing) {
        return new Augmentation(framing, null, null, null, null, null, BatchMixing.NONE);
    }

    /**
     * @param imageSize pixels that the network takes
     * @param leastShare least share of the area of a random resized crop of large images
     * @return what is done to images where a recipe does not say it: {@link #SMALL_IMAGES}, and above {@value
     *     ModelArchitecture#LARGEST_SMALL_IMAGE} pixels a random resized crop and a flip, as is usual for photographs
     */
    public static Augmentation byDefault(int imageSize, double leastShare) {
        return imageSize <= ModelArchitecture.LARGEST_SMALL_IMAGE ? SMALL_IMAGES : of(Framing.resized(leastShare));
    }

    /** {@return whether it is more than a crop of a padded image and a flip} */
    @JsonIgnore
    public boolean rich() {
        return framing.scale() != null
                || randAugment != null
                || autoAugment != null
                || colorJitter != null
                || randomErasing != null
                || mixing.on();
    }

    /** {@return how to interpolate, as asked for or by default} */
    @JsonIgnore
    public Interpolation interpolated() {
        return framing.interpolation() == null ? Interpolation.BICUBIC : framing.interpolation();
    }
}

package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * What happens to a training image before the network sees it.
 *
 * @param cropPadding pixels of zero padding on each side before a random crop to the input size; 0 switches it off; default 4
 * @param horizontalFlip whether images are mirrored with probability one half; default true
 */
public record Augmentation(Integer cropPadding, Boolean horizontalFlip) {

    /** Random crop with padding 4 and flip: the method's setting for small images. */
    public static final Augmentation SMALL_IMAGES = new Augmentation(4, true);

    public Augmentation {
        cropPadding = cropPadding == null ? 4 : cropPadding;
        horizontalFlip = horizontalFlip == null || horizontalFlip;
        Check.range("crop_padding", cropPadding, 0, 64);
    }
}

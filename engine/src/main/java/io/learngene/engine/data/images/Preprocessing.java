package io.learngene.engine.data.images;

import io.learngene.contracts.architecture.ModelArchitecture;

/**
 * How pictures of any size become what a network takes.
 *
 * @param imageSize height and width of the network's input, pixels
 * @param cropPct evaluation scales a picture's shorter side to {@code imageSize / cropPct} and cuts out the centre, above 0, at
 *     most 1 (timm's {@code crop_pct})
 */
public record Preprocessing(int imageSize, double cropPct) {

    /**
     * @param imageSize height and width, pixels
     * @return evaluation on the largest square in the middle
     */
    public static Preprocessing whole(int imageSize) {
        return new Preprocessing(imageSize, 1);
    }

    /**
     * {@return whether images are decoded again whenever they are used, instead of once: random crops are taken out of the whole
     * picture, and memory would not hold large ones}
     */
    public boolean streams() {
        return imageSize > ModelArchitecture.LARGEST_SMALL_IMAGE;
    }
}

package io.learngene.engine.data;

/**
 * How pictures of any size become what a network takes.
 *
 * @param imageSize height and width of the network's input, pixels
 * @param cropPct evaluation scales a picture's shorter side to {@code imageSize / cropPct} and cuts out the centre, above 0, at
 *     most 1 (timm's {@code crop_pct})
 */
public record Preprocessing(int imageSize, double cropPct) {

    /** Above, training images stay encoded: random crops are taken out of the whole picture, and memory would not hold them. */
    private static final int LARGEST_DECODED = 64;

    /**
     * @param imageSize height and width, pixels
     * @return evaluation on the largest square in the middle
     */
    public static Preprocessing whole(int imageSize) {
        return new Preprocessing(imageSize, 1);
    }

    /** {@return whether images are decoded again whenever they are used, instead of once} */
    public boolean streams() {
        return imageSize > LARGEST_DECODED;
    }
}

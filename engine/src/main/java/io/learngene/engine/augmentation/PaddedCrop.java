package io.learngene.engine.augmentation;

import java.util.SplittableRandom;

/**
 * Where a crop begins that is as large as its image, after a black border was put around the image.
 *
 * @param down rows below the image's first; negative inside the border
 * @param right columns right of the image's first; negative inside the border
 */
public record PaddedCrop(int down, int right) {

    /** The image itself. */
    public static final PaddedCrop WHOLE = new PaddedCrop(0, 0);

    /**
     * @param padding width of the border, pixels; 0 for none, which draws no number
     * @param random decides
     * @return any place with the same probability
     */
    public static PaddedCrop draw(int padding, SplittableRandom random) {
        if (padding == 0) {
            return WHOLE;
        }
        int down = random.nextInt(2 * padding + 1) - padding;
        int right = random.nextInt(2 * padding + 1) - padding;
        return new PaddedCrop(down, right);
    }
}

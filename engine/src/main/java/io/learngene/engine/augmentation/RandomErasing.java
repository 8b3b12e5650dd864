package io.learngene.engine.augmentation;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Random erasing (Zhong et al., AAAI 2020) as timm's mode {@code pixel}: a box is filled with normal noise.
 *
 * @param probability share of the images that lose a box
 */
record RandomErasing(double probability) {

    private static final double LEAST_AREA = 0.02;
    private static final double MOST_AREA = 1.0 / 3;
    private static final double LEAST_RATIO = 0.3;
    private static final int TRIES = 10;

    /**
     * @param image normalised image [3, S, S]
     * @param size S
     * @param random decides
     */
    void apply(FloatBuffer image, int size, SplittableRandom random) {
        if (random.nextDouble() >= probability) {
            return;
        }
        double most = Math.log(1 / LEAST_RATIO);
        for (int i = 0; i < TRIES; i++) {
            double area = random.nextDouble(LEAST_AREA, MOST_AREA) * size * size;
            double ratio = Math.exp(random.nextDouble(-most, most));
            int height = (int) Math.round(Math.sqrt(area * ratio));
            int width = (int) Math.round(Math.sqrt(area / ratio));
            if (height >= size || width >= size) {
                continue;
            }
            int top = random.nextInt(size - height + 1);
            int left = random.nextInt(size - width + 1);
            for (int plane = 0; plane < 3; plane++) {
                for (int y = top; y < top + height; y++) {
                    for (int x = left; x < left + width; x++) {
                        image.put((plane * size + y) * size + x, (float) random.nextGaussian());
                    }
                }
            }
            return;
        }
    }
}

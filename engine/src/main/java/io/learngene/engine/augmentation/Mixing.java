package io.learngene.engine.augmentation;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Mixup (Zhang et al., ICLR 2018) and CutMix (Yun et al., ICCV 2019) of a batch with itself in reverse, as timm does them in
 * its batch mode.
 *
 * @param mixup alpha of Mixup's beta distribution; 0 for none
 * @param cutmix alpha of CutMix's; 0 for none
 * @param probability share of the batches that are mixed
 * @param switching share of CutMix where both are on
 */
record Mixing(double mixup, double cutmix, double probability, double switching) {

    /**
     * Mixes image i with image B - 1 - i.
     *
     * @param images [B, 3, S, S], changed in place
     * @param count B
     * @param size S
     * @param random decides
     * @return share of each image's own label; 1 where nothing was mixed
     */
    double apply(FloatBuffer images, int count, int size, SplittableRandom random) {
        if (mixup <= 0 && cutmix <= 0 || random.nextDouble() >= probability) {
            return 1;
        }
        boolean cut = cutmix > 0 && (mixup <= 0 || random.nextDouble() < switching);
        double share = Beta.draw(cut ? cutmix : mixup, random);
        return cut ? paste(images, count, size, share, random) : blend(images, count, size, (float) share);
    }

    private static double blend(FloatBuffer images, int count, int size, float share) {
        int elements = 3 * size * size;
        for (int i = 0; i < (count + 1) / 2; i++) {
            int one = i * elements;
            int other = (count - 1 - i) * elements;
            for (int e = 0; e < elements; e++) {
                float a = images.get(one + e);
                float b = images.get(other + e);
                images.put(one + e, a * share + b * (1 - share));
                images.put(other + e, b * share + a * (1 - share));
            }
        }
        return share;
    }

    /** The share is corrected to the box as it was cut off at the edges. */
    private static double paste(FloatBuffer images, int count, int size, double share, SplittableRandom random) {
        int side = (int) (size * Math.sqrt(1 - share));
        int middleY = random.nextInt(size);
        int middleX = random.nextInt(size);
        int top = Math.max(0, middleY - side / 2);
        int bottom = Math.min(size, middleY + side / 2);
        int left = Math.max(0, middleX - side / 2);
        int right = Math.min(size, middleX + side / 2);
        for (int i = 0; i < count / 2; i++) {
            for (int plane = 0; plane < 3; plane++) {
                int one = (i * 3 + plane) * size * size;
                int other = ((count - 1 - i) * 3 + plane) * size * size;
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        int at = y * size + x;
                        float a = images.get(one + at);
                        images.put(one + at, images.get(other + at));
                        images.put(other + at, a);
                    }
                }
            }
        }
        return 1 - (double) (bottom - top) * (right - left) / ((double) size * size);
    }
}

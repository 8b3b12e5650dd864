package io.learngene.engine.augmentation;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

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
     * @param images gives each image of the batch, [3, S, S], changed in place
     * @param count B
     * @param size S
     * @param random decides
     * @return share of each image's own label; 1 where nothing was mixed
     */
    double apply(IntFunction<FloatBuffer> images, int count, int size, SplittableRandom random) {
        if (mixup <= 0 && cutmix <= 0 || random.nextDouble() >= probability) {
            return 1;
        }
        boolean cut = cutmix > 0 && (mixup <= 0 || random.nextDouble() < switching);
        double share = Beta.draw(cut ? cutmix : mixup, random);
        return cut ? paste(images, count, size, share, random) : blend(images, count, size, (float) share);
    }

    private static double blend(IntFunction<FloatBuffer> images, int count, int size, float share) {
        float[] one = new float[3 * size * size];
        float[] other = new float[one.length];
        for (int i = 0; i < (count + 1) / 2; i++) {
            FloatBuffer first = images.apply(i);
            FloatBuffer last = images.apply(count - 1 - i);
            first.get(0, one);
            last.get(0, other);
            for (int e = 0; e < one.length; e++) {
                float a = one[e];
                float b = other[e];
                one[e] = a * share + b * (1 - share);
                other[e] = b * share + a * (1 - share);
            }
            first.put(0, one);
            last.put(0, other);
        }
        return share;
    }

    /** The share is corrected to the box as it was cut off at the edges. */
    private static double paste(
            IntFunction<FloatBuffer> images, int count, int size, double share, SplittableRandom random) {
        int side = (int) (size * Math.sqrt(1 - share));
        int middleY = random.nextInt(size);
        int middleX = random.nextInt(size);
        int top = Math.max(0, middleY - side / 2);
        int bottom = Math.min(size, middleY + side / 2);
        int left = Math.max(0, middleX - side / 2);
        int right = Math.min(size, middleX + side / 2);
        float[] one = new float[right - left];
        float[] other = new float[right - left];
        for (int i = 0; i < count / 2; i++) {
            FloatBuffer first = images.apply(i);
            FloatBuffer last = images.apply(count - 1 - i);
            for (int plane = 0; plane < 3; plane++) {
                for (int y = top; y < bottom; y++) {
                    int at = (plane * size + y) * size + left;
                    first.get(at, one);
                    last.get(at, other);
                    first.put(at, other);
                    last.put(at, one);
                }
            }
        }
        return 1 - (double) (bottom - top) * (right - left) / ((double) size * size);
    }
}

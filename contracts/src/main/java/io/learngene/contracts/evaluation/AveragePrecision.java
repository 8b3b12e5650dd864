package io.learngene.contracts.evaluation;

import java.util.Arrays;

/**
 * Images ranked by their scores of one class, and the average precision of that: the precision at every threshold, weighted by the recall
 * that it adds, without interpolation; images of equal score come in together. So scikit-learn's {@code average_precision_score} computes
 * it.
 */
final class AveragePrecision {

    private static final int POSITIVE = 1;
    /** The last image of its score. */
    private static final int LAST = 2;

    /** Numbers of the images, the likeliest first, above the two flags. */
    private final int[] ranked;

    /**
     * @param scores score of each image; more is likelier; at most {@link LabelTally#MOST_LOGITS}
     * @param positive for each whether it has the class
     */
    AveragePrecision(float[] scores, boolean[] positive) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) ordered(scores[i]) << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        ranked = new int[keys.length];
        for (int at = keys.length - 1, rank = 0; at >= 0; at--, rank++) {
            int image = (int) keys[at];
            boolean last = at == 0 || keys[at - 1] >> Integer.SIZE != keys[at] >> Integer.SIZE;
            ranked[rank] = image << 2 | (last ? LAST : 0) | (positive[image] ? POSITIVE : 0);
        }
    }

    /**
     * @param times how often each image counts
     * @return average precision, 0 to 1; NaN where no image that counts has the class
     */
    double of(int[] times) {
        double sum = 0;
        long seen = 0;
        long found = 0;
        long before = 0;
        for (int each : ranked) {
            int count = times[each >> 2];
            seen += count;
            found += (each & POSITIVE) * count;
            if ((each & LAST) != 0 && found > before) {
                sum += (double) (found - before) * found / seen;
                before = found;
            }
        }
        return sum / found;
    }

    /** {@return a whole number that is in the order of the scores; both zeros are one} */
    private static int ordered(float score) {
        int bits = Float.floatToIntBits(score + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}

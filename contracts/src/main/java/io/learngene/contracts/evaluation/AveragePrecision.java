package io.learngene.contracts.evaluation;

import java.util.Arrays;

/**
 * The average precision of a ranking: the precision at every threshold, weighted by the recall that it adds, without interpolation; images of
 * equal score come in together. So scikit-learn's {@code average_precision_score} computes it.
 */
final class AveragePrecision {

    private AveragePrecision() {}

    /**
     * @param scores score of each image; more is likelier
     * @param positive for each whether it has the class
     * @return average precision, 0 to 1; NaN where no image has the class
     */
    static double of(float[] scores, boolean[] positive) {
        long[] keys = new long[scores.length];
        long positives = 0;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) ordered(scores[i]) << 1 | (positive[i] ? 1 : 0);
            positives += positive[i] ? 1 : 0;
        }
        Arrays.sort(keys);
        double sum = 0;
        long found = 0;
        int next = keys.length - 1;
        while (next >= 0) {
            long score = keys[next] >> 1;
            long before = found;
            for (; next >= 0 && keys[next] >> 1 == score; next--) {
                found += keys[next] & 1;
            }
            sum += (double) (found - before) * found / (keys.length - 1 - next);
        }
        return sum / positives;
    }

    /** {@return a whole number that is in the order of the scores; both zeros are one} */
    private static int ordered(float score) {
        int bits = Float.floatToIntBits(score + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}

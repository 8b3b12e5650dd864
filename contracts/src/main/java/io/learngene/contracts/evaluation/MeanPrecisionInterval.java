package io.learngene.contracts.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Between which values mean average precision lies with 95 % confidence, by a bootstrap over the images (Efron, 1979): they are drawn anew
 * with replacement, each with all its classes, and ranked again. An image that is drawn twice makes a ranking look better than it is, so the
 * interval is the basic one (Davison and Hinkley, 1997, 5.2): the quantiles of what the resamples are off by, taken off the value. The draws
 * are those of seed {@value #SEED}, so that the same answers have the same interval.
 */
final class MeanPrecisionInterval {

    /** How often the images are drawn anew. */
    static final int RESAMPLES = 1000;

    /** And where there are many answers, so that it takes a minute or two and no hour. */
    private static final int FEWEST_RESAMPLES = 200;

    private static final long MOST_STEPS = 1L << 31;

    private static final long SEED = 42;

    private final int[] times;
    private final double[] sums;
    private final int[] classes;

    /**
     * @param images images that are ranked
     * @param classes by how many classes
     */
    MeanPrecisionInterval(int images, int classes) {
        times = new int[images];
        long answers = Math.max(1, (long) images * classes);
        sums = new double[(int) Math.min(RESAMPLES, Math.max(FEWEST_RESAMPLES, MOST_STEPS / answers))];
        this.classes = new int[sums.length];
    }

    /** Takes a class in that some image has. */
    void add(AveragePrecision ranking) {
        for (int resample = 0; resample < sums.length; resample++) {
            // Drawn again for each class: kept, they would take as much memory as all answers, and more.
            SplittableRandom random = new SplittableRandom(SEED + resample);
            Arrays.fill(times, 0);
            for (int i = 0; i < times.length; i++) {
                times[random.nextInt(times.length)]++;
            }
            double precision = ranking.of(times);
            if (!Double.isNaN(precision)) {
                sums[resample] += precision;
                classes[resample]++;
            }
        }
    }

    /**
     * @param mean mean average precision of the images themselves
     * @return its interval; null where no image has a class
     */
    Interval around(double mean) {
        double[] drawn = new double[sums.length];
        int count = 0;
        for (int resample = 0; resample < sums.length; resample++) {
            // One without any image of any class says nothing.
            if (classes[resample] > 0) {
                drawn[count++] = sums[resample] / classes[resample];
            }
        }
        return count == 0 ? null : Interval.ofDrawn(Arrays.copyOf(drawn, count)).reflected(mean);
    }
}

package io.learngene.engine.augmentation;

import java.util.Arrays;

/**
 * Scales pictures over all pixels that a pixel of the result covers, sample for sample as Pillow's {@code Image.resize} does:
 * first along the rows, then along the columns, in whole numbers of 22 binary places (Pillow, {@code Resample.c}). The one
 * kernel of the engine: for evaluation, for training, and for crops.
 */
public final class Resampling {

    private static final int PLACES = 22;
    private static final int HALF = 1 << (PLACES - 1);

    private Resampling() {}

    /**
     * Cuts a part out of a picture and scales it to the size of the result.
     *
     * @param from picture
     * @param part what is cut out; the pixels around it have no influence
     * @param filter weights
     * @param to where the result goes
     */
    public static void resize(Picture from, Box part, Filter filter, Picture to) {
        resize(from, part, filter, to.width(), to.height(), Box.whole(to), to);
    }

    /**
     * Cuts a part out of a picture, scales it, and cuts a part out of the result; what is cut off is not computed.
     *
     * @param from picture
     * @param part what is cut out; the pixels around it have no influence
     * @param filter weights
     * @param width columns that the part is scaled to
     * @param height rows that it is scaled to
     * @param kept what is cut out of that
     * @param to where the result goes, as large as {@code kept}
     */
    public static void resize(Picture from, Box part, Filter filter, int width, int height, Box kept, Picture to) {
        Weights across = Weights.of(part.width(), width, kept.left(), kept.width(), filter);
        Weights down = Weights.of(part.height(), height, kept.top(), kept.height(), filter);
        int[] rows = new int[kept.width() * (down.last() - down.first())];
        for (int plane = 0; plane < 3; plane++) {
            int begin = plane * from.area() + (part.top() + down.first()) * from.width() + part.left();
            across(from.samples(), begin, from.width(), across, rows);
            down(rows, down, kept.width(), to.samples(), plane * to.area());
        }
    }

    private static void across(byte[] samples, int begin, int stride, Weights weights, int[] rows) {
        int[] starts = weights.starts;
        int[] counts = weights.counts;
        int[] values = weights.values;
        int width = starts.length;
        int line = begin;
        for (int row = 0; row < rows.length; row += width) {
            for (int x = 0; x < width; x++) {
                int sum = HALF;
                int at = line + starts[x];
                int first = x * weights.most;
                for (int i = 0; i < counts[x]; i++) {
                    sum += values[first + i] * (samples[at + i] & 0xFF);
                }
                rows[row + x] = clipped(sum);
            }
            line += stride;
        }
    }

    /** Row by row: loops over whole rows are what the compiler makes vector instructions of. */
    private static void down(int[] rows, Weights weights, int width, byte[] to, int begin) {
        int[] sums = new int[width];
        for (int y = 0; y < weights.starts.length; y++) {
            Arrays.fill(sums, HALF);
            int line = (weights.starts[y] - weights.first()) * width;
            for (int i = 0; i < weights.counts[y]; i++) {
                int weight = weights.values[y * weights.most + i];
                for (int x = 0; x < width; x++) {
                    sums[x] += weight * rows[line + x];
                }
                line += width;
            }
            for (int x = 0; x < width; x++) {
                to[begin + y * width + x] = (byte) clipped(sums[x]);
            }
        }
    }

    private static int clipped(int sum) {
        return Math.max(0, Math.min(255, sum >> PLACES));
    }

    /**
     * For each pixel of the result the pixels it covers and their weights, which sum to 1.
     *
     * @param starts first pixel covered
     * @param counts how many
     * @param most room that each has in {@code values}
     * @param values weights times 2^22
     */
    private record Weights(int[] starts, int[] counts, int most, int[] values) {

        /** Pixels {@code first} to {@code first + count - 1} of {@code length} pixels scaled to {@code size}. */
        static Weights of(int length, int size, int first, int count, Filter filter) {
            double scale = (double) length / size;
            double wide = Math.max(1, scale);
            double support = filter.support() * wide;
            int most = 2 * (int) Math.ceil(support) + 1;
            Weights weights = new Weights(new int[count], new int[count], most, new int[count * most]);
            double[] exact = new double[most];
            for (int i = 0; i < count; i++) {
                double centre = (first + i + 0.5) * scale;
                int start = Math.max(0, (int) (centre - support + 0.5));
                int covered = Math.min(length, (int) (centre + support + 0.5)) - start;
                double sum = 0;
                for (int j = 0; j < covered; j++) {
                    exact[j] = filter.weight(Math.abs((j + start - centre + 0.5) * (1 / wide)));
                    sum += exact[j];
                }
                weights.starts[i] = start;
                weights.counts[i] = covered;
                for (int j = 0; j < covered; j++) {
                    double value = exact[j] / sum * (1 << PLACES);
                    weights.values[i * most + j] = (int) (value < 0 ? value - 0.5 : value + 0.5);
                }
            }
            return weights;
        }

        int first() {
            return starts[0];
        }

        int last() {
            return starts[starts.length - 1] + counts[counts.length - 1];
        }
    }
}

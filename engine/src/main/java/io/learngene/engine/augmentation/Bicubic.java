package io.learngene.engine.augmentation;

/** Bicubic interpolation over all pixels that a pixel of the result covers, as Pillow computes it. */
public final class Bicubic {

    private Bicubic() {}

    /**
     * Resizes a part of a picture.
     *
     * @param from picture
     * @param left first column of the part, may lie between two
     * @param top first row
     * @param width columns
     * @param height rows
     * @param to where the result goes
     */
    public static void resize(Picture from, double left, double top, double width, double height, Picture to) {
        Weights across = Weights.of(left, width, from.width(), to.width());
        Weights down = Weights.of(top, height, from.height(), to.height());
        float[] row = new float[to.width() * from.height()];
        for (int plane = 0; plane < 3; plane++) {
            int begin = plane * from.area();
            for (int y = down.first(); y < down.last(); y++) {
                for (int x = 0; x < to.width(); x++) {
                    float sum = 0;
                    for (int i = 0; i < across.counts[x]; i++) {
                        int sample = from.samples()[begin + y * from.width() + across.starts[x] + i] & 0xFF;
                        sum += across.weights[x][i] * sample;
                    }
                    row[y * to.width() + x] = rounded(sum);
                }
            }
            for (int y = 0; y < to.height(); y++) {
                for (int x = 0; x < to.width(); x++) {
                    float sum = 0;
                    for (int i = 0; i < down.counts[y]; i++) {
                        sum += down.weights[y][i] * row[(down.starts[y] + i) * to.width() + x];
                    }
                    to.samples()[plane * to.area() + y * to.width() + x] = (byte) rounded(sum);
                }
            }
        }
    }

    private static int rounded(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }

    /** For each pixel of the result the pixels it covers and their weights, which sum to 1. */
    private record Weights(int[] starts, int[] counts, float[][] weights) {

        static Weights of(double begin, double length, int limit, int size) {
            double scale = length / size;
            double wide = Math.max(1, scale);
            double support = 2 * wide;
            int[] starts = new int[size];
            int[] counts = new int[size];
            float[][] weights = new float[size][];
            for (int i = 0; i < size; i++) {
                double centre = begin + (i + 0.5) * scale;
                int start = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(limit, (int) (centre + support + 0.5));
                double[] exact = new double[end - start];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = cubic((j + start - centre + 0.5) / wide);
                    sum += exact[j];
                }
                starts[i] = start;
                counts[i] = exact.length;
                weights[i] = new float[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    weights[i][j] = (float) (exact[j] / sum);
                }
            }
            return new Weights(starts, counts, weights);
        }

        int first() {
            return starts[0];
        }

        int last() {
            return starts[starts.length - 1] + counts[counts.length - 1];
        }

        /** Keys' kernel with a = -0.5. */
        private static double cubic(double x) {
            double d = Math.abs(x);
            if (d < 1) {
                return (1.5 * d - 2.5) * d * d + 1;
            }
            return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
        }
    }
}

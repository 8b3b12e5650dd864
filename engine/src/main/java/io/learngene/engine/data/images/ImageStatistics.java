package io.learngene.engine.data.images;

import java.util.Arrays;

/**
 * What images are like, by a sample of them.
 *
 * @param mean means of red, green and blue after normalisation
 * @param deviation their standard deviations
 * @param shorterSide median of the pictures' shorter sides, pixels
 */
public record ImageStatistics(double[] mean, double[] deviation, int shorterSide) {

    /** Enough that a mean is off by a hundredth, and read in a moment. */
    private static final int SAMPLE = 256;

    /**
     * @param images images, at least one
     * @return what the first {@value #SAMPLE} of them are like, evenly over the classes
     */
    public static ImageStatistics of(LabelledImages images) {
        LabelledImages sample = images.subset(Math.min(SAMPLE, images.size()));
        PixelReader reader = sample.reader();
        double[] sum = new double[3];
        double[] squares = new double[3];
        int[] sides = new int[sample.size()];
        int area = sample.imageSize() * sample.imageSize();
        for (int i = 0; i < sample.size(); i++) {
            sides[i] = reader.whole(i, picture -> Math.min(picture.width(), picture.height()));
            byte[] pixels = reader.evaluated(i);
            for (int channel = 0; channel < 3; channel++) {
                float[] table = Normalisation.table(channel);
                for (int p = channel * area; p < (channel + 1) * area; p++) {
                    double value = table[pixels[p] & 0xff];
                    sum[channel] += value;
                    squares[channel] += value * value;
                }
            }
        }
        double count = (double) sample.size() * area;
        double[] mean = new double[3];
        double[] deviation = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            mean[channel] = sum[channel] / count;
            deviation[channel] = Math.sqrt(Math.max(0, squares[channel] / count - mean[channel] * mean[channel]));
        }
        Arrays.sort(sides);
        return new ImageStatistics(mean, deviation, sides[sides.length / 2]);
    }
}

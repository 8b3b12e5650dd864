package io.learngene.engine.data.images;

import java.util.Arrays;

/** From bytes to the numbers networks take: {@code (value / 255 - mean) / deviation} per channel, with ImageNet's constants. */
public final class Normalisation {

    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};
    private static final float[][] TABLE = new float[3][256];

    static {
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                TABLE[channel][value] = (float) ((value / 255.0 - MEAN[channel]) / DEVIATION[channel]);
            }
        }
    }

    private Normalisation() {}

    /** {@return means of red, green and blue, 0 to 1} */
    public static double[] mean() {
        return MEAN.clone();
    }

    /** {@return standard deviations of red, green and blue, 0 to 1} */
    public static double[] deviation() {
        return DEVIATION.clone();
    }

    /** {@return red, green and blue of the mean colour, 0 to 255} */
    public static int[] meanColour() {
        return Arrays.stream(MEAN).mapToInt(m -> (int) Math.round(255 * m)).toArray();
    }

    /**
     * @param channel 0 red, 1 green, 2 blue
     * @return the normalised number of every byte value
     */
    public static float[] table(int channel) {
        return TABLE[channel];
    }
}

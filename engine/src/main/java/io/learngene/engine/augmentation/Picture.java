package io.learngene.engine.augmentation;

/**
 * An RGB picture, planes red, green, blue, one byte a sample. Transformations change it in place.
 *
 * @param width pixels
 * @param height pixels
 * @param samples 3 x height x width
 */
public record Picture(int width, int height, byte[] samples) {

    public Picture {
        if (samples.length != 3 * width * height) {
            throw new IllegalArgumentException(
                    samples.length + " samples; a picture of " + width + " x " + height + " has " + 3 * width * height);
        }
    }

    /**
     * @param width pixels
     * @param height pixels
     * @return a black picture
     */
    public static Picture black(int width, int height) {
        return new Picture(width, height, new byte[3 * width * height]);
    }

    int area() {
        return width * height;
    }

    void copyFrom(Picture other) {
        System.arraycopy(other.samples, 0, samples, 0, samples.length);
    }
}

package io.learngene.engine.data;

import io.learngene.engine.augmentation.Picture;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * RGB images with their classes, for a network that takes squares of one size; never changed after they were made. Small ones are
 * in memory, decoded; others stay encoded and are decoded whenever they are read.
 */
public final class LabelledImages {

    private final Preprocessing preprocessing;
    private final int classes;
    private final byte[][] pixels; // null for encoded images
    private final EncodedImages encoded; // null for images in memory
    private final int[] labels;

    /**
     * @param imageSize height and width, pixels
     * @param classes number of classes
     * @param pixels for each image 3 x imageSize x imageSize bytes: planes red, green, blue; not copied
     * @param labels for each image its class, from 0; not copied
     */
    public LabelledImages(int imageSize, int classes, byte[][] pixels, int[] labels) {
        this(Preprocessing.whole(imageSize), classes, pixels, null, labels, pixels.length);
    }

    /**
     * @param preprocessing how they become squares
     * @param classes number of classes
     * @param encoded the images
     * @param labels for each image its class, from 0; not copied
     */
    LabelledImages(Preprocessing preprocessing, int classes, EncodedImages encoded, int[] labels) {
        this(preprocessing, classes, null, encoded, labels, encoded.size());
    }

    private LabelledImages(
            Preprocessing preprocessing,
            int classes,
            byte[][] pixels,
            EncodedImages encoded,
            int[] labels,
            int images) {
        if (images != labels.length) {
            throw new IllegalArgumentException(images + " images with " + labels.length + " labels");
        }
        this.preprocessing = preprocessing;
        this.classes = classes;
        this.pixels = pixels;
        this.encoded = encoded;
        this.labels = labels;
    }

    /** {@return number of images} */
    public int size() {
        return labels.length;
    }

    /** {@return height and width, pixels} */
    public int imageSize() {
        return preprocessing.imageSize();
    }

    /** {@return number of classes} */
    public int classes() {
        return classes;
    }

    /**
     * @param image image, from 0
     * @return its class
     */
    public int label(int image) {
        return labels[image];
    }

    /** {@return whether reading them is work, so that it is worth several threads} */
    boolean encoded() {
        return encoded != null;
    }

    /** {@return a reader of their pixels} */
    PixelReader reader() {
        return encoded != null ? encoded.reader(preprocessing) : new DecodedReader();
    }

    private final class DecodedReader implements PixelReader {

        @Override
        public Picture whole(int image) {
            return new Picture(imageSize(), imageSize(), pixels[image]);
        }

        @Override
        public byte[] square(int image) {
            return pixels[image];
        }

        @Override
        public byte[] evaluated(int image) {
            return pixels[image];
        }
    }

    /**
     * The first images of every class, as many of each as the whole set's proportions give, in their old order.
     *
     * @param count how many images in all; more than there are gives all
     * @return the subset; shares the pixels
     */
    public LabelledImages subset(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a subset of " + count + " images; take at least 1");
        }
        if (count >= size()) {
            return this;
        }
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        int[] quota = quota(counts, count);
        int[] chosen =
                IntStream.range(0, size()).filter(i -> quota[labels[i]]-- > 0).toArray();
        int[] theirs = Arrays.stream(chosen).map(i -> labels[i]).toArray();
        return encoded != null
                ? new LabelledImages(preprocessing, classes, encoded.some(chosen), theirs)
                : new LabelledImages(
                        imageSize(),
                        classes,
                        Arrays.stream(chosen).mapToObj(i -> pixels[i]).toArray(byte[][]::new),
                        theirs);
    }

    /** Proportional shares, the remainder to the first classes that have images left. */
    private int[] quota(int[] counts, int count) {
        int[] quota = new int[classes];
        for (int c = 0; c < classes; c++) {
            quota[c] = (int) ((long) counts[c] * count / size());
        }
        int left = count - Arrays.stream(quota).sum();
        for (int c = 0; left > 0; c = (c + 1) % classes) {
            if (quota[c] < counts[c]) {
                quota[c]++;
                left--;
            }
        }
        return quota;
    }
}

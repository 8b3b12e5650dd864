package io.learngene.engine.data;

import java.util.Arrays;

/** Square RGB images of one size with their classes, in memory; never changed after they were made. */
public final class LabelledImages {

    private final int imageSize;
    private final int classes;
    private final byte[][] pixels;
    private final int[] labels;

    /**
     * @param imageSize height and width, pixels
     * @param classes number of classes
     * @param pixels for each image 3 x imageSize x imageSize bytes: planes red, green, blue; not copied
     * @param labels for each image its class, from 0; not copied
     */
    public LabelledImages(int imageSize, int classes, byte[][] pixels, int[] labels) {
        if (pixels.length != labels.length) {
            throw new IllegalArgumentException(pixels.length + " images with " + labels.length + " labels");
        }
        this.imageSize = imageSize;
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
    }

    /** {@return number of images} */
    public int size() {
        return labels.length;
    }

    /** {@return height and width, pixels} */
    public int imageSize() {
        return imageSize;
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

    /**
     * @param image image, from 0
     * @return its pixels, planes red, green, blue; not to be changed
     */
    byte[] pixels(int image) {
        return pixels[image];
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
        byte[][] some = new byte[count][];
        int[] theirs = new int[count];
        int taken = 0;
        for (int i = 0; i < size(); i++) {
            if (quota[labels[i]]-- > 0) {
                some[taken] = pixels[i];
                theirs[taken++] = labels[i];
            }
        }
        return new LabelledImages(imageSize, classes, some, theirs);
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

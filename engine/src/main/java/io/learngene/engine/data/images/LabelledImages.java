package io.learngene.engine.data.images;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * RGB images with their classes, for a network that takes squares of one size; never changed after they were made. Small ones are
 * in memory, decoded; others, and the pictures that small ones were cut out of, stay encoded and are decoded whenever they are read.
 */
public final class LabelledImages {

    private final Preprocessing preprocessing;
    private final ImageSource source;
    private final ImageLabels labels;

    /**
     * Images in memory.
     *
     * @param imageSize height and width, pixels
     * @param classes number of classes
     * @param pixels for each image 3 x imageSize x imageSize bytes: planes red, green, blue; not copied
     * @param labels for each image its class, from 0; not copied
     */
    public LabelledImages(int imageSize, int classes, byte[][] pixels, int[] labels) {
        this(imageSize, pixels, new ImageLabels.One(classes, labels));
    }

    /**
     * Images in memory.
     *
     * @param imageSize height and width, pixels
     * @param pixels for each image 3 x imageSize x imageSize bytes: planes red, green, blue; not copied
     * @param labels their labels
     */
    public LabelledImages(int imageSize, byte[][] pixels, ImageLabels labels) {
        this(Preprocessing.whole(imageSize), new ImagesInMemory(pixels, null), labels);
    }

    /**
     * Images that stay encoded.
     *
     * @param preprocessing how they become squares
     * @param pack where they lie
     * @param numbers their numbers there, in order
     * @param maxPixels most pixels of one image
     * @param labels their labels
     * @return the images
     */
    public static LabelledImages packed(
            Preprocessing preprocessing, ImagePack pack, int[] numbers, long maxPixels, ImageLabels labels) {
        return new LabelledImages(preprocessing, new EncodedImages(pack, numbers, maxPixels), labels);
    }

    /**
     * Images in memory, cut out of pictures that stay encoded.
     *
     * @param preprocessing how they became what they are
     * @param pixels for each image its planes red, green, blue; not copied
     * @param pack where the pictures lie
     * @param numbers their numbers there, in order; -1 where an image is all of its picture
     * @param maxPixels most pixels of one picture
     * @param labels their labels
     * @return the images
     */
    public static LabelledImages cutOut(
            Preprocessing preprocessing,
            byte[][] pixels,
            ImagePack pack,
            int[] numbers,
            long maxPixels,
            ImageLabels labels) {
        boolean whole = Arrays.stream(numbers).allMatch(number -> number == EncodedImages.NONE);
        EncodedImages pictures = whole ? null : new EncodedImages(pack, numbers, maxPixels);
        return new LabelledImages(preprocessing, new ImagesInMemory(pixels, pictures), labels);
    }

    /**
     * @param preprocessing how they become squares
     * @param source the images
     * @param labels their labels
     */
    private LabelledImages(Preprocessing preprocessing, ImageSource source, ImageLabels labels) {
        if (source.size() != labels.size()) {
            throw new IllegalArgumentException(source.size() + " images with labels of " + labels.size());
        }
        this.preprocessing = preprocessing;
        this.source = source;
        this.labels = labels;
    }

    /** {@return number of images} */
    public int size() {
        return labels.size();
    }

    /** {@return height and width, pixels} */
    public int imageSize() {
        return preprocessing.imageSize();
    }

    /** {@return number of classes} */
    public int classes() {
        return labels.classes();
    }

    /** {@return their labels} */
    public ImageLabels labels() {
        return labels;
    }

    /** {@return whether an image has any number of classes} */
    public boolean multiLabel() {
        return labels instanceof ImageLabels.Several;
    }

    /**
     * @param image image, from 0
     * @return its class
     * @throws IllegalStateException if images have any number of classes
     */
    public int label(int image) {
        if (labels instanceof ImageLabels.One one) {
            return one.of()[image];
        }
        throw new IllegalStateException("an image has any number of labels here; ask for labels()");
    }

    /** {@return for each class the images that have it} */
    public int[] perClass() {
        return labels.perClass();
    }

    /** {@return whether reading them may be work, so that it is worth several threads} */
    public boolean encoded() {
        return source.decodes();
    }

    /** {@return a reader of their pixels, for one thread} */
    public PixelReader reader() {
        return source.reader(preprocessing);
    }

    /**
     * The first images of every class, as many of each as the whole set's proportions give, in their old order; where images have any number
     * of classes, evenly over their label sets.
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
        return some(labels.subset(count));
    }

    /**
     * As many images as a number of steps takes, so that an epoch of them is exactly so many steps.
     *
     * @param count how many; where there are fewer, they begin again, in their order
     * @return the images; shares the pixels
     */
    public LabelledImages counted(int count) {
        return count <= size()
                ? subset(count)
                : some(IntStream.range(0, count).map(i -> i % size()).toArray());
    }

    /**
     * @param share share of the images of every class, at most 0.5
     * @return positions of so many, ascending: the same ones of the same images, drawn without regard to their order, at least one of
     *     every class that has two; where images have any number of classes, at least one
     */
    int[] drawn(double share) {
        return labels.drawn(share);
    }

    /**
     * @param positions ascending positions of images
     * @return all others
     */
    LabelledImages without(int[] positions) {
        return some(IntStream.range(0, size())
                .filter(i -> Arrays.binarySearch(positions, i) < 0)
                .toArray());
    }

    /**
     * @param positions positions of images
     * @param seen how evaluation sees them
     * @return these images to evaluate on, decoded where this set is in memory
     */
    LabelledImages evaluated(int[] positions, Preprocessing seen) {
        LabelledImages chosen = some(positions);
        if (preprocessing.streams()) {
            return chosen;
        }
        PixelReader reader = chosen.reader();
        byte[][] pixels = IntStream.range(0, chosen.size())
                .mapToObj(i -> reader.whole(i, seen::evaluated))
                .toArray(byte[][]::new);
        return new LabelledImages(imageSize(), pixels, chosen.labels);
    }

    private LabelledImages some(int[] positions) {
        return new LabelledImages(preprocessing, source.some(positions), labels.some(positions));
    }
}

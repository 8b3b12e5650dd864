package io.learngene.engine.data.images;

import io.learngene.engine.random.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * RGB images with their classes, for a network that takes squares of one size; never changed after they were made. Small ones are
 * in memory, decoded; others, and the pictures that small ones were cut out of, stay encoded and are decoded whenever they are read.
 */
public final class LabelledImages {

    private final Preprocessing preprocessing;
    private final int classes;
    private final ImageSource source;
    private final int[] labels;

    /**
     * Images in memory.
     *
     * @param imageSize height and width, pixels
     * @param classes number of classes
     * @param pixels for each image 3 x imageSize x imageSize bytes: planes red, green, blue; not copied
     * @param labels for each image its class, from 0; not copied
     */
    public LabelledImages(int imageSize, int classes, byte[][] pixels, int[] labels) {
        this(Preprocessing.whole(imageSize), classes, new ImagesInMemory(pixels, null), labels);
    }

    /**
     * Images that stay encoded.
     *
     * @param preprocessing how they become squares
     * @param classes number of classes
     * @param pack where they lie
     * @param numbers their numbers there, in order
     * @param maxPixels most pixels of one image
     * @param labels for each image its class, from 0; not copied
     * @return the images
     */
    public static LabelledImages packed(
            Preprocessing preprocessing, int classes, ImagePack pack, int[] numbers, long maxPixels, int[] labels) {
        return new LabelledImages(preprocessing, classes, new EncodedImages(pack, numbers, maxPixels), labels);
    }

    /**
     * Images in memory, cut out of pictures that stay encoded.
     *
     * @param preprocessing how they became what they are
     * @param classes number of classes
     * @param pixels for each image its planes red, green, blue; not copied
     * @param pack where the pictures lie
     * @param numbers their numbers there, in order; -1 where an image is all of its picture
     * @param maxPixels most pixels of one picture
     * @param labels for each image its class, from 0; not copied
     * @return the images
     */
    public static LabelledImages cutOut(
            Preprocessing preprocessing,
            int classes,
            byte[][] pixels,
            ImagePack pack,
            int[] numbers,
            long maxPixels,
            int[] labels) {
        boolean whole = Arrays.stream(numbers).allMatch(number -> number == EncodedImages.NONE);
        EncodedImages pictures = whole ? null : new EncodedImages(pack, numbers, maxPixels);
        return new LabelledImages(preprocessing, classes, new ImagesInMemory(pixels, pictures), labels);
    }

    /**
     * @param preprocessing how they become squares
     * @param classes number of classes
     * @param source the images
     * @param labels for each image its class, from 0; not copied
     */
    private LabelledImages(Preprocessing preprocessing, int classes, ImageSource source, int[] labels) {
        if (source.size() != labels.length) {
            throw new IllegalArgumentException(source.size() + " images with " + labels.length + " labels");
        }
        this.preprocessing = preprocessing;
        this.classes = classes;
        this.source = source;
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

    /** {@return for each class its images} */
    public int[] perClass() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
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
        int[] quota = quota(perClass(), count);
        int[] chosen =
                IntStream.range(0, size()).filter(i -> quota[labels[i]]-- > 0).toArray();
        return some(chosen);
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
     *     every class that has two
     */
    int[] drawn(double share) {
        return IntStream.range(0, classes)
                .mapToObj(c ->
                        IntStream.range(0, size()).filter(i -> labels[i] == c).boxed())
                .flatMap(theirs -> drawn(theirs.toList(), share))
                .mapToInt(i -> i)
                .sorted()
                .toArray();
    }

    /**
     * @param images images of a class
     * @param share share of them, at most 0.5
     * @return how many of them are held out: at least one of two
     */
    public static long held(int images, double share) {
        return images < 2 ? 0 : Math.max(1, Math.round(share * images));
    }

    private static Stream<Integer> drawn(List<Integer> theirs, double share) {
        long count = held(theirs.size(), share);
        return theirs.stream()
                .sorted(Comparator.comparingLong(i -> Seeds.of(0, "validation", i)))
                .limit(count);
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
        return new LabelledImages(imageSize(), classes, pixels, chosen.labels);
    }

    private LabelledImages some(int[] positions) {
        int[] theirs = Arrays.stream(positions).map(i -> labels[i]).toArray();
        return new LabelledImages(preprocessing, classes, source.some(positions), theirs);
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

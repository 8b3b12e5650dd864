package io.learngene.engine.data.images;

import io.learngene.engine.random.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The labels of images: one class of each, or any number of classes. Never changed after they were made. */
public sealed interface ImageLabels {

    /** {@return number of images} */
    int size();

    /** {@return number of classes} */
    int classes();

    /** {@return how many numbers an image has in a batch: one, its class; or one for each class} */
    int width();

    /**
     * Writes the labels of an image: its class, or for each class 1 or 0.
     *
     * @param image image, from 0
     * @param into where to
     * @param at place of the first number
     */
    void write(int image, long[] into, int at);

    /** {@return for each class the images that have it} */
    int[] perClass();

    /** {@return the labels of the images at these positions} */
    ImageLabels some(int[] positions);

    /**
     * @param count how many, fewer than there are
     * @return ascending positions of so many images, whose classes are about as frequent as among all
     */
    int[] subset(int count);

    /**
     * @param share share of the images, at most 0.5
     * @return positions of so many, ascending: the same ones of the same labels, drawn without regard to their order
     */
    int[] drawn(double share);

    /**
     * @param images images of a class; of all classes where images have any number of them
     * @param share share of them, at most 0.5
     * @return how many of them are held out: at least one of two
     */
    static int held(int images, double share) {
        return images < 2 ? 0 : (int) Math.max(1, Math.round(share * images));
    }

    /**
     * One class of each image.
     *
     * @param classes number of classes
     * @param of for each image its class, from 0; not copied
     */
    record One(int classes, int[] of) implements ImageLabels {

        @Override
        public int size() {
            return of.length;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void write(int image, long[] into, int at) {
            into[at] = of[image];
        }

        @Override
        public int[] perClass() {
            int[] counts = new int[classes];
            for (int label : of) {
                counts[label]++;
            }
            return counts;
        }

        @Override
        public One some(int[] positions) {
            return new One(classes, Arrays.stream(positions).map(i -> of[i]).toArray());
        }

        /** The first images of every class, as many of each as the whole set's proportions give, in their old order. */
        @Override
        public int[] subset(int count) {
            int[] quota = quota(perClass(), count);
            return IntStream.range(0, size()).filter(i -> quota[of[i]]-- > 0).toArray();
        }

        /** Of every class its share, at least one where it has two. */
        @Override
        public int[] drawn(double share) {
            return IntStream.range(0, classes)
                    .mapToObj(c ->
                            IntStream.range(0, size()).filter(i -> of[i] == c).boxed())
                    .flatMap(theirs -> drawn(theirs.toList(), share))
                    .mapToInt(i -> i)
                    .sorted()
                    .toArray();
        }

        private static Stream<Integer> drawn(List<Integer> theirs, double share) {
            int count = held(theirs.size(), share);
            return theirs.stream()
                    .sorted(Comparator.comparingLong(i -> Seeds.of(0, "validation", i)))
                    .limit(count);
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

    /**
     * Any number of classes of each image. What is taken of them is every so many-th image of all, sorted by their label sets: so each set
     * and each class comes in about its share, however many sets there are.
     *
     * @param classes number of classes, at least 2
     * @param of for each image its classes, ascending, from 0; not copied
     */
    record Several(int classes, int[][] of) implements ImageLabels {

        public Several {
            if (classes < 2) {
                throw new IllegalArgumentException(classes + " classes; give at least 2");
            }
        }

        @Override
        public int size() {
            return of.length;
        }

        @Override
        public int width() {
            return classes;
        }

        @Override
        public void write(int image, long[] into, int at) {
            Arrays.fill(into, at, at + classes, 0);
            for (int label : of[image]) {
                into[at + label] = 1;
            }
        }

        @Override
        public int[] perClass() {
            int[] counts = new int[classes];
            for (int[] labels : of) {
                for (int label : labels) {
                    counts[label]++;
                }
            }
            return counts;
        }

        @Override
        public Several some(int[] positions) {
            return new Several(
                    classes, Arrays.stream(positions).mapToObj(i -> of[i]).toArray(int[][]::new));
        }

        @Override
        public int[] subset(int count) {
            return spread(count, i -> i);
        }

        @Override
        public int[] drawn(double share) {
            return spread(held(size(), share), i -> Seeds.of(0, "validation", i));
        }

        private int[] spread(int count, ToLongFunction<Integer> order) {
            int[] sorted = IntStream.range(0, size())
                    .boxed()
                    .sorted(Comparator.<Integer, int[]>comparing(i -> of[i], Arrays::compare)
                            .thenComparingLong(order))
                    .mapToInt(i -> i)
                    .toArray();
            // The middle one of each of so many equal parts.
            return IntStream.range(0, count)
                    .map(i -> sorted[(int) ((2L * i + 1) * size() / (2L * count))])
                    .sorted()
                    .toArray();
        }
    }
}

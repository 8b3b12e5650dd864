package io.learngene.engine.data.batch;

import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.augmentation.PaddedCrop;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.PixelReader;
import io.learngene.engine.random.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Cuts labelled images into batches. A training batch is a pure function of the seed, the epoch and its number, so a run
 * that resumes at any step sees the images it would have seen.
 */
public final class BatchLoader {

    private BatchLoader() {}

    /**
     * @param images training images
     * @param batchSize images of a batch
     * @return batches of an epoch: only full ones, but one of all images where there are fewer than a batch takes
     */
    public static int batchesPerEpoch(LabelledImages images, int batchSize) {
        requireBatch(images, batchSize);
        return Math.max(1, images.size() / batchSize);
    }

    /**
     * Shuffled, augmented batches of one epoch.
     *
     * @param images training images
     * @param batchSize images of a batch
     * @param augmentation what happens to each image
     * @param seed seed of the run
     * @param epoch epoch, from 0
     * @param firstBatch batches to leave out because they were taken before
     * @return the batches; to be closed
     */
    public static BatchStream training(
            LabelledImages images, int batchSize, Augmentation augmentation, long seed, int epoch, int firstBatch) {
        return training(images, batchSize, false, augmentation, seed, epoch, firstBatch);
    }

    /**
     * Shuffled, augmented batches of one epoch.
     *
     * @param images training images
     * @param batchSize images of a batch
     * @param balanced whether every class comes as often, in place of every image once
     * @param augmentation what happens to each image
     * @param seed seed of the run
     * @param epoch epoch, from 0
     * @param firstBatch batches to leave out because they were taken before
     * @return the batches; to be closed
     */
    public static BatchStream training(
            LabelledImages images,
            int batchSize,
            boolean balanced,
            Augmentation augmentation,
            long seed,
            int epoch,
            int firstBatch) {
        requireBatch(images, batchSize);
        int size = Math.min(batchSize, images.size());
        SplittableRandom random = Seeds.stream(seed, epoch);
        int[] order = balanced ? balanced(images, random) : shuffled(images.size(), random);
        return new BatchStream(
                images,
                size,
                firstBatch,
                batchesPerEpoch(images, batchSize),
                new TrainingFiller(images, size, augmentation, order, seed, epoch));
    }

    /**
     * All images in order, as they are; the last batch may be smaller.
     *
     * @param images test images
     * @param batchSize images of a batch
     * @return the batches; to be closed
     */
    public static BatchStream evaluation(LabelledImages images, int batchSize) {
        requireBatch(images, batchSize);
        int size = Math.min(batchSize, images.size());
        int batches = (images.size() + size - 1) / size;
        ThreadLocal<PixelReader> readers = ThreadLocal.withInitial(images::reader);
        return new BatchStream(images, size, 0, batches, new BatchStream.Filler() {
            @Override
            public int images(int batch) {
                return Math.min(size, images.size() - batch * size);
            }

            @Override
            public void put(int batch, int slot, BatchWriter writer) {
                int image = batch * size + slot;
                writer.label(slot, images.labels(), image);
                writer.put(slot, readers.get().evaluated(image), PaddedCrop.WHOLE, false);
            }
        });
    }

    private static void requireBatch(LabelledImages images, int batchSize) {
        if (batchSize < 1 || images.size() == 0) {
            throw new IllegalArgumentException(
                    "batches of " + batchSize + " out of " + images.size() + " images; both must be at least 1");
        }
    }

    /**
     * As many positions as there are images, every class as often; classes that come once more, because it does not divide, are drawn.
     * Those of a class begin again, in another order, once all of them have come.
     */
    private static int[] balanced(LabelledImages images, SplittableRandom random) {
        int[][] classes = IntStream.range(0, images.classes())
                .mapToObj(c -> IntStream.range(0, images.size())
                        .filter(i -> images.label(i) == c)
                        .toArray())
                .filter(theirs -> theirs.length > 0)
                .toArray(int[][]::new);
        int[] turn = shuffled(classes.length, random);
        int[] drawn = new int[images.size()];
        int[][] orders = new int[classes.length][];
        for (int i = 0; i < drawn.length; i++) {
            int c = turn[i % classes.length];
            int next = i / classes.length % classes[c].length;
            if (next == 0) {
                orders[c] = shuffled(classes[c].length, random);
            }
            drawn[i] = classes[c][orders[c][next]];
        }
        return Arrays.stream(shuffled(drawn.length, random)).map(i -> drawn[i]).toArray();
    }

    /** Fisher and Yates. */
    private static int[] shuffled(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}

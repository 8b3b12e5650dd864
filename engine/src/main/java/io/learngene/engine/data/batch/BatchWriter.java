package io.learngene.engine.data.batch;

import io.learngene.engine.augmentation.ImageAugmenter;
import io.learngene.engine.augmentation.PaddedCrop;
import io.learngene.engine.data.images.ImageLabels;
import io.learngene.engine.data.images.Normalisation;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Writes images into the memory of one batch; several threads may write different images at once. */
final class BatchWriter {

    private final int imageSize;
    private final BatchMemory memory;
    private final int width;
    private final long[] labels;
    private int size;
    private double share = 1;

    /** @param width numbers of an image in its labels */
    BatchWriter(int imageSize, int capacity, int width) {
        this.imageSize = imageSize;
        this.memory = new BatchMemory(imageSize, capacity);
        this.width = width;
        this.labels = new long[Math.multiplyExact(capacity, width)];
    }

    /** Begins a batch of so many images, all of which have to be put. */
    void begin(int images) {
        size = images;
        share = 1;
    }

    /** Puts the labels of an image. */
    void label(int slot, ImageLabels of, int image) {
        of.write(image, labels, slot * width);
    }

    /** Puts an image shifted and mirrored; what is shifted in is black, as if the image had been padded and cropped. */
    void put(int slot, byte[] pixels, PaddedCrop crop, boolean flip) {
        int right = crop.right();
        int from = Math.max(0, right);
        int to = Math.min(imageSize, imageSize + right);
        float[] row = new float[imageSize];
        FloatBuffer image = memory.image(slot);
        for (int channel = 0; channel < 3; channel++) {
            float[] table = Normalisation.table(channel);
            for (int y = 0; y < imageSize; y++) {
                int source = y + crop.down();
                Arrays.fill(row, table[0]);
                if (source >= 0 && source < imageSize) {
                    int line = (channel * imageSize + source) * imageSize;
                    for (int x = from; x < to; x++) {
                        float value = table[pixels[line + x] & 0xff];
                        row[flip ? imageSize - 1 - (x - right) : x - right] = value;
                    }
                }
                image.put(row);
            }
        }
    }

    /** Puts an augmented image, of which the recipe may erase a part. */
    void put(int slot, byte[] augmented, ImageAugmenter augmenter, SplittableRandom random) {
        put(slot, augmented, PaddedCrop.WHOLE, false);
        augmenter.erase(memory.image(slot), random);
    }

    /** Mixes the images of the batch, once all are put. */
    void mix(ImageAugmenter augmenter, SplittableRandom random) {
        share = augmenter.mix(memory::image, size, random);
    }

    ImageBatch batch() {
        return new ImageBatch(memory.first(size), Arrays.copyOf(labels, size * width), size, imageSize, share);
    }
}

package io.learngene.engine.data;

import io.learngene.engine.augmentation.ImageAugmenter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Writes images into the memory of one batch. */
final class BatchWriter {

    private final int imageSize;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final long[] labels;
    private final float[] row;
    private int size;
    private double share = 1;

    BatchWriter(int imageSize, int capacity) {
        this.imageSize = imageSize;
        this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact(4 * capacity, 3 * imageSize * imageSize))
                .order(ByteOrder.LITTLE_ENDIAN);
        this.floats = bytes.asFloatBuffer();
        this.labels = new long[capacity];
        this.row = new float[imageSize];
    }

    void clear() {
        size = 0;
        share = 1;
        floats.clear();
    }

    /** Adds an image shifted and mirrored; what is shifted in is black, as if the image had been padded and cropped. */
    void add(byte[] pixels, int label, int down, int right, boolean flip) {
        int from = Math.max(0, right);
        int to = Math.min(imageSize, imageSize + right);
        for (int channel = 0; channel < 3; channel++) {
            float[] table = Normalisation.table(channel);
            for (int y = 0; y < imageSize; y++) {
                int source = y + down;
                Arrays.fill(row, table[0]);
                if (source >= 0 && source < imageSize) {
                    int at = (channel * imageSize + source) * imageSize;
                    for (int x = from; x < to; x++) {
                        float value = table[pixels[at + x] & 0xff];
                        row[flip ? imageSize - 1 - (x - right) : x - right] = value;
                    }
                }
                floats.put(row);
            }
        }
        labels[size++] = label;
    }

    /** Adds an image that is a pure function of its pixels, the recipe and the random stream. */
    void add(byte[] pixels, int label, ImageAugmenter augmenter, SplittableRandom random) {
        int offset = floats.position();
        add(augmenter.augment(pixels, random), label, 0, 0, false);
        augmenter.erase(floats, offset, random);
    }

    /** Mixes the images that were added, once they all are. */
    void mix(ImageAugmenter augmenter, SplittableRandom random) {
        share = augmenter.mix(floats, size, random);
    }

    ImageBatch batch() {
        ByteBuffer images = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        images.limit(4 * floats.position());
        return new ImageBatch(images, Arrays.copyOf(labels, size), size, imageSize, share);
    }
}

package io.learngene.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Writes images into the memory of one batch. */
final class BatchWriter {

    private final int imageSize;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final long[] labels;
    private final float[] row;
    private int size;

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

    ImageBatch batch() {
        ByteBuffer images = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        images.limit(4 * floats.position());
        return new ImageBatch(images, Arrays.copyOf(labels, size), size, imageSize);
    }
}

package io.learngene.engine.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the images of a batch, outside the heap. A buffer of Java ends at 2 GiB, which 4,096 images of 224 pixels exceed, so
 * there are several, each of whole images.
 */
final class BatchMemory {

    /** Most bytes of one buffer. */
    private static final long PART = 1L << 30;

    private final int elements;
    private final int perPart;
    private final List<ByteBuffer> parts = new ArrayList<>();

    BatchMemory(int imageSize, int capacity) {
        this(imageSize, capacity, PART);
    }

    /** @param part most bytes of one buffer */
    BatchMemory(int imageSize, int capacity, long part) {
        this.elements = 3 * imageSize * imageSize;
        this.perPart = imagesPerPart(imageSize, part);
        for (int bytes : partBytes(imageSize, capacity, part)) {
            parts.add(ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static int imagesPerPart(int imageSize, long part) {
        return (int) Math.max(1, part / (12L * imageSize * imageSize));
    }

    /** {@return bytes of each buffer for so many images} */
    static List<Integer> partBytes(int imageSize, int images) {
        return partBytes(imageSize, images, PART);
    }

    private static List<Integer> partBytes(int imageSize, int images, long part) {
        int perPart = imagesPerPart(imageSize, part);
        List<Integer> bytes = new ArrayList<>();
        for (int left = images; left > 0; left -= perPart) {
            bytes.add(Math.toIntExact(12L * imageSize * imageSize * Math.min(left, perPart)));
        }
        return bytes;
    }

    /** {@return the [3, S, S] numbers of an image} */
    FloatBuffer image(int slot) {
        return parts.get(slot / perPart).asFloatBuffer().slice(slot % perPart * elements, elements);
    }

    /** {@return the first images, as {@link ImageBatch#parts} has them} */
    List<ByteBuffer> first(int images) {
        List<ByteBuffer> first = new ArrayList<>();
        for (int left = images; left > 0; left -= perPart) {
            ByteBuffer part = parts.get(first.size()).duplicate().order(ByteOrder.LITTLE_ENDIAN);
            first.add(part.limit(4 * elements * Math.min(left, perPart)));
        }
        return first;
    }
}

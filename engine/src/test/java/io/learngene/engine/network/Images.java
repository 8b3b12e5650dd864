package io.learngene.engine.network;

import io.learngene.engine.data.batch.ImageBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Random images for tests that do not care what is on them. */
final class Images {

    private Images() {}

    static ImageBatch random(long seed, int size, int imageSize, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(4 * size * 3 * imageSize * imageSize).order(ByteOrder.LITTLE_ENDIAN);
        while (pixels.hasRemaining()) {
            pixels.putFloat((float) random.nextDouble(-2, 2));
        }
        long[] labels = new long[size];
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(classes);
        }
        return new ImageBatch(pixels.flip(), labels, size, imageSize);
    }
}

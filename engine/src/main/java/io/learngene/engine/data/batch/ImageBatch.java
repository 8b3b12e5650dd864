package io.learngene.engine.data.batch;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Images and labels of one step; belongs to its stream and is valid until the next one is taken.
 *
 * @param parts direct buffers, each of whole images, little endian float32 [n, 3, imageSize, imageSize], normalised; one behind the
 *     other they are the batch
 * @param labels class of each image; where an image has any number of K classes, size x K numbers: for each image and class 1 if it has it,
 *     else 0
 * @param size number of images
 * @param imageSize height and width, pixels
 * @param share share of an image's own labels in its target; below 1 the rest are the labels of image size - 1 - i, which image i
 *     was mixed with
 */
public record ImageBatch(List<ByteBuffer> parts, long[] labels, int size, int imageSize, double share) {

    public ImageBatch {
        parts = List.copyOf(parts);
    }

    /**
     * A batch that was not mixed, in one buffer.
     *
     * @param images direct buffer, little endian float32 [size, 3, imageSize, imageSize], normalised
     * @param labels class of each image
     * @param size number of images
     * @param imageSize height and width, pixels
     */
    public ImageBatch(ByteBuffer images, long[] labels, int size, int imageSize) {
        this(List.of(images), labels, size, imageSize, 1);
    }

    /** {@return whether an image has any number of classes; a set has at least two, so its numbers are more than its images} */
    public boolean multiLabel() {
        return labels.length > size;
    }
}

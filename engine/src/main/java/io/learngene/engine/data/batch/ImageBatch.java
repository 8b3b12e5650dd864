package io.learngene.engine.data.batch;

import java.nio.ByteBuffer;

/**
 * Images and labels of one step; belongs to its stream and is valid until the next one is taken.
 *
 * @param images direct buffer, little endian float32 [size, 3, imageSize, imageSize], normalised
 * @param labels class of each image
 * @param size number of images
 * @param imageSize height and width, pixels
 * @param share share of an image's own label in its target; below 1 the rest is the label of image size - 1 - i, which image i
 *     was mixed with
 */
public record ImageBatch(ByteBuffer images, long[] labels, int size, int imageSize, double share) {

    /**
     * A batch that was not mixed.
     *
     * @param images direct buffer, little endian float32 [size, 3, imageSize, imageSize], normalised
     * @param labels class of each image
     * @param size number of images
     * @param imageSize height and width, pixels
     */
    public ImageBatch(ByteBuffer images, long[] labels, int size, int imageSize) {
        this(images, labels, size, imageSize, 1);
    }
}

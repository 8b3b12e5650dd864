package io.learngene.engine.data;

import java.nio.ByteBuffer;

/**
 * Images and labels of one step; belongs to its stream and is valid until the next one is taken.
 *
 * @param images direct buffer, little endian float32 [size, 3, imageSize, imageSize], normalised
 * @param labels class of each image
 * @param size number of images
 * @param imageSize height and width, pixels
 */
public record ImageBatch(ByteBuffer images, long[] labels, int size, int imageSize) {}

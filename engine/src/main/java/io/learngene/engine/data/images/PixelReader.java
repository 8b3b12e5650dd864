package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;

/** Reads pixels of labelled images. For one thread only. */
public interface PixelReader {

    /**
     * @param image image, from 0
     * @return the picture, as large as it is kept; not to be changed
     */
    Picture whole(int image);

    /**
     * @param image image, from 0
     * @return planes of the largest square in the middle, scaled to the image size; not to be changed
     */
    byte[] square(int image);

    /**
     * @param image image, from 0
     * @return planes as evaluation sees them; not to be changed
     */
    byte[] evaluated(int image);
}

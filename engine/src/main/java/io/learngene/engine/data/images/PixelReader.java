package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.util.function.Function;

/** Reads pixels of labelled images. For one thread only. */
public interface PixelReader {

    /**
     * @param image image, from 0
     * @param use what is made of the picture, which is as large as it is kept, and not to be changed; it reads no other
     * @return what it made
     */
    <T> T whole(int image, Function<Picture, T> use);

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

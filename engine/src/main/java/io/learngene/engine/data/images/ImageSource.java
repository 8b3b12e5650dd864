package io.learngene.engine.data.images;

/** Where the pixels of labelled images come from. */
sealed interface ImageSource permits ImagesInMemory, EncodedImages {

    /** {@return number of images} */
    int size();

    /** {@return whether reading them may be work, so that it is worth several threads} */
    boolean decodes();

    /** {@return the images at these positions} */
    ImageSource some(int[] positions);

    /** {@return a reader for one thread} */
    PixelReader reader(Preprocessing preprocessing);
}

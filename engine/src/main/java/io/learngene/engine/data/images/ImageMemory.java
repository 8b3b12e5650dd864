package io.learngene.engine.data.images;

/** Heap for the images of a dataset. */
public final class ImageMemory {

    /** What an image takes besides its pixels, bytes: its array's header, its name, its folder in lists. */
    public static final int PER_IMAGE = 256;

    private ImageMemory() {}

    /** {@return two thirds of the heap of this process, bytes} */
    public static long bytes() {
        return Runtime.getRuntime().maxMemory() / 3 * 2;
    }
}

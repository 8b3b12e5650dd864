package io.learngene.engine.data.images;

/**
 * Number of the way from a dataset's files to what a network sees. It is raised with every change of which files are images,
 * decoding, resampling, augmentation or random streams that gives other numbers for the same files, recipe and seed. What was computed from images
 * and is kept (stored answers, checkpoints) carries it, so that it never meets images of another version.
 */
public final class ImagesVersion {

    /** The version of this build. */
    public static final int CURRENT = 4;

    private ImagesVersion() {}
}

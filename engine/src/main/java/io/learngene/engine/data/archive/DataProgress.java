package io.learngene.engine.data.archive;

/** Hears how far the reading of a dataset is. */
@FunctionalInterface
public interface DataProgress {

    /** Hears nothing. */
    DataProgress SILENT = (done, total) -> {};

    /**
     * @param done images decoded
     * @param total images in all, or 0 if that is not known
     */
    void images(long done, long total);

    /** Reading goes on, though no image may be done for long: a file is fetched, for example. Who throws here ends it. */
    default void alive() {}

    /**
     * Something is wrong that reading goes on without, such as broken images.
     *
     * @param message what
     */
    default void warning(String message) {}
}

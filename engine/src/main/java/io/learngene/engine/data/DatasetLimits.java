package io.learngene.engine.data;

/**
 * What is believed of a dataset that comes from outside.
 *
 * @param entries most files
 * @param entryBytes most bytes of one file, unpacked
 * @param totalBytes most bytes of all files, unpacked
 * @param pixels most pixels of one image
 * @param brokenShare share of broken images that is skipped; more are refused
 * @param memoryBytes most memory for the decoded images
 */
public record DatasetLimits(
        int entries, long entryBytes, long totalBytes, long pixels, double brokenShare, long memoryBytes) {

    /** Broken images that are always skipped, so that small sets are not refused for one. */
    static final int BROKEN_ALWAYS_SKIPPED = 10;

    /** {@return limits that fit this JVM: two thirds of its heap for images} */
    public static DatasetLimits standard() {
        return new DatasetLimits(
                5_000_000,
                64L << 20,
                500L << 30,
                100_000_000,
                0.01,
                Runtime.getRuntime().maxMemory() / 3 * 2);
    }
}

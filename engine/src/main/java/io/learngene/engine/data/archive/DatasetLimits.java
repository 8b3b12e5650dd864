package io.learngene.engine.data.archive;

import io.learngene.engine.data.images.ImageMemory;

/**
 * What is believed of a dataset that comes from outside.
 *
 * @param entries most files and folders; fewer where they are read as a list
 * @param entryBytes most bytes of one file, unpacked; below 2 GiB
 * @param totalBytes most bytes of all files, unpacked
 * @param ratio how many times its own size an archive may unpack to; images hardly compress
 * @param pixels most pixels of one image
 * @param brokenShare share of broken images that is skipped; more are refused
 * @param memoryBytes most memory for the decoded images
 */
public record DatasetLimits(
        int entries, long entryBytes, long totalBytes, int ratio, long pixels, double brokenShare, long memoryBytes) {

    /** Broken images that are always skipped, so that small sets are not refused for one. */
    static final int BROKEN_ALWAYS_SKIPPED = 10;

    /** What any archive may unpack to, whatever its size: small sets of plain pictures do compress. */
    static final long ALWAYS_UNPACKED = 64L << 20;

    /** What any file that is read as a whole may have: the smallest heap has room for it. */
    private static final long ALWAYS_WHOLE = 1L << 20;

    /** Heap that one entry of a list takes, generously. */
    private static final long HEAP_PER_ENTRY = 1024;

    /** What all names of classes may have, whatever the heap. */
    private static final long ALWAYS_NAMED = 1L << 16;

    public DatasetLimits {
        if (entryBytes < 1 || entryBytes >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("entryBytes " + entryBytes + "; give 1 to " + (Integer.MAX_VALUE - 1));
        }
    }

    /** {@return limits that fit this JVM: two thirds of its heap for images} */
    public static DatasetLimits standard() {
        return new DatasetLimits(5_000_000, 64L << 20, 500L << 30, 100, 50_000_000, 0.01, ImageMemory.bytes());
    }

    /** {@return most bytes of a file that is taken into memory as a whole, twice for a moment} */
    long wholeBytes() {
        return Math.min(entryBytes, Math.max(memoryBytes / 8, ALWAYS_WHOLE));
    }

    /** {@return most bytes of images that are decoded at the same time, or wait for it} */
    long waitingBytes() {
        return Math.min(64L << 20, memoryBytes / 8);
    }

    /** {@return most files and folders where all of them are in memory at the same time: in a zip, or a folder} */
    public int listed() {
        return (int) Math.min(entries, Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY);
    }

    /** {@return most bytes of a zip's directory, which is in memory as a whole} */
    long zipDirectoryBytes() {
        return ZipDirectory.BYTES_PER_ENTRY * listed();
    }

    /** {@return most bytes of all names of classes, which are in memory, and in the manifest} */
    long nameBytes() {
        return Math.max(ALWAYS_NAMED, HEAP_PER_ENTRY / 8 * listed());
    }

    /** {@return most bytes of what files of labels say, which is in memory beside the images} */
    long labelBytes() {
        return Math.max(ALWAYS_WHOLE, memoryBytes / 4);
    }

    /** {@return most bytes that an archive of so many bytes may unpack to} */
    long unpacked(long archiveBytes) {
        long byRatio = archiveBytes > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : archiveBytes * ratio;
        return Math.min(totalBytes, Math.max(byRatio, ALWAYS_UNPACKED));
    }
}

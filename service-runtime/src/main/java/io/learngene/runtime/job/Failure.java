package io.learngene.runtime.job;

import io.learngene.contracts.HeapAdvice;
import io.learngene.runtime.store.FullStoreException;
import java.nio.file.Path;

/** Failures that may pass, in words. */
public final class Failure {

    /** What the operating system says of a full disk; it names no file. */
    private static final String FULL = "No space left on device";

    private Failure() {}

    /**
     * @param e what went wrong
     * @param directory folder of the worker
     * @return the same in words; of a full disk, whose, and of it and of memory that is used up what to do
     */
    public static String describe(Throwable e, Path directory) {
        String said = e.getClass().getSimpleName() + ": " + e.getMessage();
        if (e instanceof OutOfMemoryError) {
            return said
                    + " (the memory of the worker's Java is used up; give it " + HeapAdvice.larger()
                    + ", or let the job need less: smaller batches, images or models)";
        }
        return fillsDisk(e)
                ? said + " (the disk of the worker's folder " + directory
                        + " is full; make room on it, or set foundry.worker.directory)"
                : said;
    }

    private static boolean fillsDisk(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FullStoreException) {
                return false;
            }
            if (String.valueOf(cause.getMessage()).contains(FULL)) {
                return true;
            }
        }
        return false;
    }
}

package io.learngene.engine.data.images;

/** How whoever reads a message gives this process a larger heap. */
public final class HeapAdvice {

    /**
     * System property with the setting that sizes this process's heap, where {@code -Xmx} is not at hand. Not below {@code foundry.}: services
     * refuse settings of that name that they do not know.
     */
    public static final String SETTING = "learngene.heap.setting";

    private HeapAdvice() {}

    /** {@return {@code a larger heap} and the setting that gives it} */
    public static String larger() {
        return "a larger heap (" + System.getProperty(SETTING, "-Xmx") + ")";
    }
}

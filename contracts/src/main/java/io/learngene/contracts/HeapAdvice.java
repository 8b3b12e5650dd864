package io.learngene.contracts;

/** How whoever reads a message gives this process a larger heap. */
public final class HeapAdvice {

    /**
     * System property with the setting that sizes this process's heap, where {@code -Xmx} is not at hand. Services refuse
     * properties of {@code foundry.} that are none of their settings, so that it has another prefix.
     */
    public static final String SETTING = "learngene.heap.setting";

    private HeapAdvice() {}

    /** {@return {@code a larger heap} and the setting that gives it} */
    public static String larger() {
        return "a larger heap (" + System.getProperty(SETTING, "-Xmx") + ")";
    }
}

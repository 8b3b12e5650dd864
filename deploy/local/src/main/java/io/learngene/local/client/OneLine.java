package io.learngene.local.client;

/** Text of others that is shown in a message. */
public final class OneLine {

    private static final int MOST = 300;

    private OneLine() {}

    /**
     * @param text any text
     * @return its words on one line, cut after 300 characters
     */
    public static String of(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
    }

    /**
     * @param e a failure
     * @return its message on one line, its kind if it has none
     */
    public static String of(Throwable e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : of(e.getMessage());
    }
}

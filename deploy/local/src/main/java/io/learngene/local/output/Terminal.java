package io.learngene.local.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that the command was started from. */
public final class Terminal {

    private static final int USUAL = 80;

    private Terminal() {}

    /** {@return characters of its lines; 0 if there is none} */
    public static int width() {
        return System.console() == null ? 0 : width(System.getenv("COLUMNS"), asked());
    }

    static int width(String columns, String size) {
        if (columns != null && columns.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(columns);
        }
        return size.strip().matches("[0-9]{1,4} [1-9][0-9]{0,3}")
                ? Integer.parseInt(size.strip().split(" ")[1])
                : USUAL;
    }

    /** Java does not know; "24 80". */
    private static String asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            byte[] size = stty.getInputStream().readNBytes(32);
            stty.waitFor(1, TimeUnit.SECONDS);
            return new String(size, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

package io.learngene.local.output;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a long piece of work is, on one line that is drawn over itself on a terminal, and on a line now and then elsewhere. */
public final class Counter {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final long all;
    private final LongSupplier nanos;
    private final long begun;
    private long shown;

    /**
     * @param out where to
     * @param width characters of the terminal's lines; 0 where there is none
     * @param all images in all
     */
    public Counter(PrintStream out, int width, long all) {
        this(out, width, all, System::nanoTime);
    }

    Counter(PrintStream out, int width, long all, LongSupplier nanos) {
        this.out = out;
        this.terminal = width > 0;
        this.all = all;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.shown = begun;
    }

    /** @param done images that are done */
    public void done(long done) {
        long now = nanos.getAsLong();
        boolean due = now - shown >= (terminal ? ON_TERMINAL : ELSEWHERE).toNanos();
        if (done == 0 || !due) {
            return;
        }
        shown = now;
        double seconds = (now - begun) / 1e9;
        Duration left = Duration.ofSeconds(Math.round(seconds / done * (all - done)));
        String line = String.format(
                Locale.ROOT,
                "foundry: %,d of %,d images, %.0f images/s, ETA %dm%02ds",
                done,
                all,
                done / seconds,
                left.toMinutes(),
                left.toSecondsPart());
        out.print(terminal ? "\r\u001b[K" + line : line + System.lineSeparator());
        out.flush();
    }

    /** Takes the line away, before something else is written. */
    public void clear() {
        if (terminal && shown != begun) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}

package io.learngene.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How a pool followed its jobs, second by second, with what happened meanwhile. */
final class Curve implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String WAITING = "sum(max by (kind, pool) (learngene_jobs_queued{kind=\"tune\"}))";
    private static final String RUNNING = "sum(max by (kind, pool) (learngene_jobs_running{kind=\"tune\"}))";

    /**
     * One look.
     *
     * @param second since the first one
     * @param waiting jobs that wait for a worker
     * @param running jobs that a worker is on
     * @param pods that have not ended
     * @param event what has happened since the look before; empty if nothing has
     */
    record Point(long second, int waiting, int running, int pods, String event) {

        private String line() {
            return String.format(Locale.ROOT, "%d,%d,%d,%d,%s", second, waiting, running, pods, event);
        }
    }

    private final Thread thread = new Thread(this::work, "curve");
    private final ToDoubleFunction<String> numbers;
    private final IntSupplier pods;
    private final List<Point> points = new ArrayList<>();
    private String event = "";

    private Curve(ToDoubleFunction<String> numbers, IntSupplier pods) {
        this.numbers = numbers;
        this.pods = pods;
    }

    /**
     * Begins to look.
     *
     * @param prometheus which tells of the jobs
     * @param pods how many have not ended
     * @return the curve
     */
    static Curve start(ClusterPrometheus prometheus, IntSupplier pods) {
        Curve curve = new Curve(prometheus::value, pods);
        curve.thread.setDaemon(true);
        curve.thread.start();
        return curve;
    }

    synchronized void note(String what) {
        event = event.isEmpty() ? what : event + "; " + what;
    }

    /** {@return the looks so far} */
    synchronized List<Point> points() {
        return List.copyOf(points);
    }

    /** As comma-separated values. */
    void write(Path file) {
        try {
            Files.writeString(
                    file,
                    points().stream()
                            .map(Point::line)
                            .collect(Collectors.joining("\n", "second,waiting,running,pods,event\n", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        long begun = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                look(Duration.ofNanos(System.nanoTime() - begun).toSeconds());
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A look that fails is a point less.
                System.err.println("curve: " + e.getMessage());
            }
        }
    }

    private void look(long second) {
        double waiting = numbers.applyAsDouble(WAITING);
        double running = numbers.applyAsDouble(RUNNING);
        int unfinished = pods.getAsInt();
        if (!Double.isNaN(waiting + running)) {
            synchronized (this) {
                points.add(new Point(second, (int) waiting, (int) running, unfinished, event));
                event = "";
            }
        }
    }
}

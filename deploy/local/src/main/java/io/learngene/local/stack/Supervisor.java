package io.learngene.local.stack;

import io.learngene.runtime.backoff.Backoff;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.StackException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the parts of the stack running: one that ends by itself is started again after a pause, which doubles from a second to a minute
 * and is short again for a part that ran well for a while. The others go on meanwhile.
 */
final class Supervisor implements AutoCloseable {

    static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    /** A part that ran for so long was well, and ended of something new. */
    static final Duration WELL = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(200);

    private static final class Watched {
        private final Part part;
        private JavaProcess process;
        private Instant begun;
        /** How often in a row it ended without having run well. */
        private int failures;

        /** When it starts again; null while it runs. */
        private Instant due;

        private Restarts restarts = Restarts.NONE;

        private Watched(Part part) {
            this.part = part;
        }
    }

    private final Map<String, Watched> parts = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff pauses;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final Runnable changed;

    /**
     * @param pauses how long a part that ended waits
     * @param clock what time it is
     * @param log hears of every end and every start
     * @param changed called when a part has another process or state
     */
    Supervisor(Backoff pauses, InstantSource clock, Consumer<String> log, Runnable changed) {
        this.pauses = pauses;
        this.clock = clock;
        this.log = log;
        this.changed = changed;
    }

    /**
     * Starts a part for the first time.
     *
     * @param part the part
     * @throws StackException if it cannot be started
     */
    synchronized void launch(Part part) {
        if (closing.getCount() == 0) {
            throw new StackException("the stack is being stopped");
        }
        Watched watched = new Watched(part);
        watched.begun = clock.instant();
        watched.process = part.launch().get();
        parts.put(part.name(), watched);
    }

    /** Begins to watch; before, a part that ends stays ended. */
    void watch() {
        Thread thread = new Thread(this::run, "supervisor");
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return a part that has ended and was not started again yet} */
    synchronized Optional<Part> ended() {
        return parts.values().stream()
                .filter(watched -> !watched.process.alive())
                .map(watched -> watched.part)
                .findFirst();
    }

    /**
     * @param name name of a part
     * @return its newest process; null if there is none
     */
    synchronized JavaProcess process(String name) {
        Watched watched = parts.get(name);
        return watched == null ? null : watched.process;
    }

    /** {@return the newest process of each part} */
    Map<String, Long> processes() {
        return each(watched -> watched.process.pid());
    }

    /** {@return how often each part was started again} */
    Map<String, Restarts> restarts() {
        return each(watched -> watched.restarts);
    }

    /** Looks after every part once. */
    synchronized void look() {
        if (closing.getCount() == 0) {
            return;
        }
        for (Watched watched : parts.values()) {
            if (watched.due != null) {
                if (!clock.instant().isBefore(watched.due)) {
                    begin(watched);
                }
            } else if (!watched.process.alive()) {
                awaitNext(watched, watched.process.ending());
            }
        }
    }

    /** Starts nothing from now on; what runs, goes on. */
    @Override
    public synchronized void close() {
        // A start in progress ends first, so that whoever stops the processes knows them all.
        closing.countDown();
    }

    private void begin(Watched watched) {
        String name = watched.part.name();
        watched.begun = clock.instant();
        try {
            watched.process = watched.part.launch().get();
        } catch (RuntimeException e) {
            awaitNext(watched, "could not be started: " + e.getMessage());
            return;
        }
        watched.due = null;
        watched.restarts = watched.restarts.oneMore(watched.begun);
        tell("the " + name + " was started again (process " + watched.process.pid() + ", restart "
                + watched.restarts.count() + ")");
        changed.run();
    }

    private void awaitNext(Watched watched, String reason) {
        Instant now = clock.instant();
        boolean wasWell = Duration.between(watched.begun, now).compareTo(WELL) >= 0;
        watched.failures = wasWell ? 1 : watched.failures + 1;
        Duration pause = pauses.after(watched.failures);
        watched.due = now.plus(pause);
        watched.restarts = watched.restarts.because(reason);
        tell("the " + watched.part.name() + " ended by itself and starts again in " + Backoff.words(pause) + "; "
                + reason);
        changed.run();
    }

    private void run() {
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException e) {
                    tell("the parts could not be looked after, trying again: " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String what) {
        log.accept(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + what);
    }

    private synchronized <T> Map<String, T> each(Function<Watched, T> what) {
        Map<String, T> all = new LinkedHashMap<>();
        parts.forEach((name, watched) -> all.put(name, what.apply(watched)));
        return all;
    }
}

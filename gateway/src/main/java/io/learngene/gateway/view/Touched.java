package io.learngene.gateway.view;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Families of which something may have changed, looked at on a thread of their own a few times a second: many changes of one family are
 * one look, and nothing that goes wrong in it reaches those who tell of the changes. Families with running jobs are looked at every ten
 * seconds besides, because their workers may fall silent.
 */
final class Touched {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final long RUNNING_NANOS = Duration.ofSeconds(10).toNanos();

    private final Set<String> families = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Consumer<String> look;
    private final Supplier<List<String>> running;
    private final Thread thread;

    /**
     * @param look looks at a family; throws nothing
     * @param running families with running jobs
     */
    Touched(Consumer<String> look, Supplier<List<String>> running) {
        this.look = look;
        this.running = running;
        this.thread = new Thread(this::run, "families");
        this.thread.setDaemon(true);
    }

    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    void add(String family) {
        families.add(family);
    }

    void close() {
        closing.countDown();
    }

    private void run() {
        long lookedAtRunning = System.nanoTime();
        try {
            long pause = PAUSE.toNanos();
            while (!closing.await(pause, TimeUnit.NANOSECONDS)) {
                long start = System.nanoTime();
                if (System.nanoTime() - lookedAtRunning > RUNNING_NANOS) {
                    families.addAll(running.get());
                    lookedAtRunning = System.nanoTime();
                }
                for (String family : families) {
                    // First forgotten, then looked at: what changes meanwhile is looked at again.
                    families.remove(family);
                    look.accept(family);
                }
                // Large families cost no more than half a core.
                pause = Math.max(PAUSE.toNanos(), System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

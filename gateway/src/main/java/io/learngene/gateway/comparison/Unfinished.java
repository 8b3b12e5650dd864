package io.learngene.gateway.comparison;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Comparisons that have families to ask for yet, looked at again and again on a thread of their own. */
final class Unfinished {

    private static final Logger LOG = Logger.getLogger(Unfinished.class);

    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Duration pause;
    private final Predicate<String> look;
    private final Thread thread;

    /**
     * @param pause between two looks
     * @param look goes on with one; says whether there is nothing left to do
     */
    Unfinished(Duration pause, Predicate<String> look) {
        this.pause = pause;
        this.look = look;
        this.thread = new Thread(this::run, "comparisons");
        this.thread.setDaemon(true);
    }

    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    void add(String id) {
        ids.add(id);
    }

    void close() {
        closing.countDown();
    }

    private void run() {
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at each once. Of a copy: what is not finished is put back, where a walk through the set itself could meet it again and again. */
    void round() {
        for (String id : List.copyOf(ids)) {
            if (closing.getCount() == 0) {
                return;
            }
            // First forgotten, then looked at: one that is asked for again meanwhile is looked at again.
            ids.remove(id);
            if (!looked(id)) {
                ids.add(id);
            }
        }
    }

    private boolean looked(String id) {
        try {
            return look.test(id);
        } catch (RuntimeException e) {
            // The store or the broker is away; one comparison keeps nobody from the others.
            LOG.warnf("comparison %s is looked at again: %s", id, e.toString());
            return false;
        }
    }
}

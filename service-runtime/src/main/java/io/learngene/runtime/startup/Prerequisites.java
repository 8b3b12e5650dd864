package io.learngene.runtime.startup;

import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Broker and store. They may be missing when a service starts: it says so, tries again, and begins to work when they are
 * there.
 */
@ApplicationScoped
public class Prerequisites {

    private static final Logger LOG = Logger.getLogger(Prerequisites.class);

    private final CountDownLatch closing = new CountDownLatch(1);
    /** A stack that starts as a whole has broker and store within seconds of its services. */
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2));

    private final KafkaSettings kafka;
    private final Pools pools;
    private final ArtefactStore store;
    private volatile boolean ready;

    Prerequisites(KafkaSettings kafka, Pools pools, ArtefactStore store) {
        this.kafka = kafka;
        this.pools = pools;
        this.store = store;
    }

    /**
     * Prepares topics and store in the background, then begins what needs them.
     *
     * @param steps what is begun, in this order, each once; one that fails is said and tried again, and those after it wait
     */
    public void whenReady(Runnable... steps) {
        Thread thread = new Thread(() -> prepare(List.of(steps)), "prerequisites");
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return whether broker and store were both prepared, and what needs them has begun} */
    public boolean ready() {
        return ready;
    }

    /** Makes or checks what every service needs; says what stands in the way. */
    static void prepare(KafkaSettings kafka, Pools pools, ArtefactStore store) {
        TopicSetup.topics(kafka, pools);
        store.prepare();
    }

    private void prepare(List<Runnable> steps) {
        int failures = 0;
        Deque<Runnable> left = new ArrayDeque<>(steps);
        while (closing.getCount() > 0 && !ready) {
            try {
                prepare(kafka, pools, store);
                while (!left.isEmpty()) {
                    left.element().run();
                    // What runs already cannot begin a second time beside itself.
                    left.remove();
                }
                ready = true;
                LOG.infof("broker %s and store %s are ready", kafka.bootstrapServers(), store);
            } catch (Throwable e) {
                // An Error too: a dead thread in a live process would take no job for ever.
                Duration pause = PAUSES.after(++failures);
                LOG.warnf("not ready yet, trying again in %d ms: %s", pause.toMillis(), e);
                await(pause);
            }
        }
    }

    private void await(Duration pause) {
        try {
            closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        closing.countDown();
    }
}

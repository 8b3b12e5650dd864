package io.learngene.runtime.job;

import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.Foundation;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Runs a service's job loop from the moment broker and store are there until the service ends. */
@ApplicationScoped
public class JobService {

    private final Foundation foundation;
    private final JobSettings settings;
    private final ArtefactStore store;
    private final Messages messages;
    private final Cancellations cancellations;
    private final JobMetrics metrics;
    private volatile JobLoop<?> loop;
    private volatile boolean stopped;

    JobService(
            Foundation foundation,
            JobSettings settings,
            ArtefactStore store,
            Messages messages,
            Cancellations cancellations,
            JobMetrics metrics) {
        this.foundation = foundation;
        this.settings = settings;
        this.store = store;
        this.messages = messages;
        this.cancellations = cancellations;
        this.metrics = metrics;
    }

    /**
     * @param <S> kind of job
     * @param handler the work
     */
    public <S extends JobSpec> void run(JobHandler<S> handler) {
        foundation.whenReady(store, () -> begin(handler));
    }

    private synchronized <S extends JobSpec> void begin(JobHandler<S> handler) {
        if (stopped) {
            return;
        }
        cancellations.start();
        JobLoop<S> started = new JobLoop<>(handler, settings, store, messages, cancellations, metrics);
        started.start();
        loop = started;
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            stopped = true;
        }
        if (loop != null) {
            loop.close();
        }
        cancellations.close();
        messages.close();
    }
}

package io.learngene.runtime;

import io.learngene.runtime.config.FoundryConfig;
import io.learngene.runtime.job.JobSettings;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What a service stands on: broker and store. They may be missing when it starts: it says so, tries again, and begins to
 * work when they are there.
 */
@ApplicationScoped
public class Foundation {

    private static final Logger LOG = Logger.getLogger(Foundation.class);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final FoundryConfig config;
    private final String bootstrapServers;
    private final String application;
    private volatile boolean ready;

    Foundation(
            FoundryConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
        this.application = application;
    }

    /**
     * Prepares topics and store in the background, then runs something.
     *
     * @param store the store
     * @param then what needs them; runs once
     */
    public void whenReady(ArtefactStore store, Runnable then) {
        Thread thread = new Thread(
                () -> {
                    if (await(store)) {
                        then.run();
                    }
                },
                "foundation");
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return whether broker and store were both prepared} */
    public boolean ready() {
        return ready;
    }

    private boolean await(ArtefactStore store) {
        while (closing.getCount() > 0) {
            try {
                TopicSetup.run(bootstrapServers, config.job().lockDuration());
                store.prepare();
                ready = true;
                LOG.infof(
                        "broker %s and store %s are ready",
                        bootstrapServers, config.store().endpoint());
                return true;
            } catch (RuntimeException e) {
                LOG.warnf("not ready yet, trying again in 2 s: %s", e.getMessage());
                try {
                    closing.await(2, TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        closing.countDown();
    }

    @Produces
    @Singleton
    ArtefactStore store() {
        FoundryConfig.Store store = config.store();
        return new ArtefactStore(
                store.endpoint(),
                store.bucket(),
                store.accessKey(),
                store.secretKey(),
                store.region().orElse(null));
    }

    @Produces
    @Singleton
    Messages messages() {
        return new Messages(bootstrapServers, application);
    }

    @Produces
    @Singleton
    Cancellations cancellations(Messages messages) {
        return new Cancellations(bootstrapServers, messages);
    }

    @Produces
    @Singleton
    JobMetrics metrics(MeterRegistry registry) {
        return new JobMetrics(registry);
    }

    @Produces
    @Singleton
    LocalCache cache(ArtefactStore store) {
        return new LocalCache(
                store, directory().resolve("cache"), config.worker().cacheBytes());
    }

    @Produces
    @Singleton
    JobSettings settings() {
        FoundryConfig.Job job = config.job();
        return new JobSettings(
                bootstrapServers,
                config.worker()
                        .name()
                        .orElse(application + "-" + ProcessHandle.current().pid()),
                directory(),
                job.attempts(),
                job.lockDuration(),
                job.retryDelay(),
                job.shutdownGrace());
    }

    private Path directory() {
        return config.worker()
                .directory()
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry", application));
    }
}

package io.learngene.runtime;

import io.learngene.runtime.config.FoundryConfig;
import io.learngene.runtime.job.JobEnvironment;
import io.learngene.runtime.job.JobSettings;
import io.learngene.runtime.job.Shift;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.observability.MeteredStore;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.store.WorkFolder;
import io.learngene.runtime.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what every service stands on, from its configuration. */
@ApplicationScoped
public class Foundation {

    /** Exit status of a process whose work hangs (EX_SOFTWARE of sysexits.h). */
    private static final int EXIT_HANGING = 70;

    private final FoundryConfig config;
    private final KafkaSettings kafka;
    private final String application;

    Foundation(
            FoundryConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this.config = config;
        this.kafka = new KafkaSettings(kafka);
        this.application = application;
    }

    /** {@return the time, in the precision that survives JSON everywhere} */
    @Produces
    @Singleton
    InstantSource clock() {
        InstantSource system = InstantSource.system();
        return () -> system.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Produces
    @Singleton
    ArtefactStore store(MeterRegistry registry) {
        return new MeteredStore(S3Store.of(config.store()), registry);
    }

    @Produces
    @Singleton
    Pools pools() {
        return Pools.of(config.pools().orElse(Set.of()));
    }

    @Produces
    @Singleton
    Traces traces() {
        return Traces.ofEnvironment(application);
    }

    /** After what it told of: a worker that ends after its one job has its spans to send. */
    void send(@Disposes Traces traces) {
        traces.close();
    }

    @Produces
    @Singleton
    Messages messages(Pools pools, Traces traces, InstantSource clock) {
        return new Messages(kafka, pools, traces, application, clock);
    }

    @Produces
    @Singleton
    Cancellations cancellations() {
        return new Cancellations(kafka);
    }

    @Produces
    @Singleton
    JobMetrics metrics(MeterRegistry registry, JobSettings settings) {
        return new JobMetrics(registry, settings.shift().pool());
    }

    @Produces
    @Singleton
    WorkFolder folder() {
        return config.worker()
                .directory()
                .map(WorkFolder::at)
                .orElseGet(() -> WorkFolder.below(
                        Path.of(System.getProperty("java.io.tmpdir"), "learngene-foundry"), application));
    }

    void unlock(@Disposes WorkFolder folder) {
        folder.close();
    }

    @Produces
    @Singleton
    LocalCache cache(ArtefactStore store, WorkFolder folder) {
        return new LocalCache(
                store, folder.path().resolve("cache"), config.worker().cacheBytes());
    }

    @Produces
    @Singleton
    JobSettings settings(WorkFolder folder, Pools pools) {
        pools.require("foundry.worker.pool", config.worker().pool());
        FoundryConfig.Job job = config.job();
        return new JobSettings(
                kafka,
                config.worker()
                        .name()
                        .orElse(application + "-" + host() + "-"
                                + ProcessHandle.current().pid()),
                folder.path(),
                job.attempts(),
                job.lockDuration(),
                job.retryDelay(),
                job.shutdownGrace(),
                job.progressDeadline(),
                job.timeLimit().orElse(null),
                job.startLimit().orElse(null),
                new Shift(
                        config.worker().pool(),
                        config.worker().kinds().orElse(Set.of()),
                        config.worker().jobs(),
                        config.worker().idlePatience()));
    }

    @Produces
    @Singleton
    JobEnvironment environment(
            ArtefactStore store,
            Messages messages,
            Cancellations cancellations,
            JobMetrics metrics,
            Traces traces,
            InstantSource clock) {
        // What hangs in native code keeps a process from ending in order.
        Runnable exit = () -> {
            traces.flush();
            Runtime.getRuntime().halt(EXIT_HANGING);
        };
        // Not waited for: the loop that asks for it is waited for by what it begins.
        Runnable finish = () -> Quarkus.asyncExit(0);
        return new JobEnvironment(store, messages, cancellations, metrics, traces, clock, exit, finish);
    }

    @Produces
    @Singleton
    KafkaSettings kafka() {
        return kafka;
    }

    /** A container's process is always number one, so that its host's name has to tell workers apart. */
    private static String host() {
        String host = System.getenv("HOSTNAME");
        long process = ProcessHandle.current().pid();
        return process == 1 && host != null ? host : Long.toString(process);
    }
}

package io.learngene.worker;

import io.learngene.runtime.job.JobSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the one workshop of a service. */
class WorkshopProducer {

    @Produces
    @Singleton
    Workshop workshop(
            ArtefactStore store,
            LocalCache cache,
            Datasets datasets,
            StoredAncestors ancestors,
            TorchRuntime torch,
            Messages messages,
            TrainingMetrics metrics,
            InstantSource clock) {
        return new Workshop(store, cache, datasets, ancestors, torch, messages, metrics, clock);
    }

    @Produces
    @Singleton
    TrainingMetrics metrics(MeterRegistry registry, JobSettings settings) {
        return new TrainingMetrics(registry, settings.shift().pool());
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Every family, as Kafka tells it, and jobs that were accepted here a moment ago and that the view has not seen yet: who
 * got an answer sees the family.
 */
@ApplicationScoped
public class Families {

    private static final Logger LOG = Logger.getLogger(Families.class);
    private static final int MOST_PENDING = 100_000;

    private final FamilyIndex index = new FamilyIndex();
    private final Map<String, Set<Observation>> pending = new ConcurrentHashMap<>();
    private final List<Changes> listeners = new CopyOnWriteArrayList<>();
    private final GatewayConfig config;
    private final KafkaSettings kafka;
    private final ViewStreams streams;

    Families(GatewayConfig config, KafkaSettings kafka, MeterRegistry registry) {
        this.config = config;
        this.kafka = kafka;
        this.streams = new ViewStreams(this::changed);
        for (String kind : FamilyIndex.KINDS) {
            Gauge.builder("learngene.jobs.queued", index, i -> i.queued(kind))
                    .description("jobs that wait for a worker")
                    .tag("kind", kind)
                    .register(registry);
            Gauge.builder("learngene.jobs.running", index, i -> i.running(kind))
                    .description("jobs that a worker is on")
                    .tag("kind", kind)
                    .register(registry);
        }
    }

    /**
     * @param family id
     * @return its state; empty if there is no such family
     */
    public Optional<FamilyState> find(String family) {
        // Before the view: what leaves here meanwhile has arrived there.
        List<Observation> unseen = List.copyOf(pending.getOrDefault(family, Set.of()));
        FamilyState state = streams.find(family)
                .map(bytes -> Json.read(bytes, FamilyState.class))
                .orElse(FamilyState.unknown(family));
        for (Observation observation : unseen) {
            state = state.apply(observation);
        }
        return Optional.of(state).filter(FamilyState::known);
    }

    /**
     * @param limit most to list
     * @return the newest families without their jobs, newest first
     */
    public List<FamilyView> newest(int limit) {
        Set<String> ids = new LinkedHashSet<>(pending.keySet());
        ids.addAll(index.newestFirst(limit));
        List<FamilyView> views = new ArrayList<>();
        for (String id : ids) {
            find(id).map(FamilyViews::of).map(FamilyViews::withoutJobs).ifPresent(views::add);
        }
        views.sort(java.util.Comparator.comparing(
                FamilyView::createdAt,
                java.util.Comparator.nullsFirst(java.util.Comparator.<java.time.Instant>naturalOrder())
                        .reversed()));
        return views.size() > limit ? views.subList(0, limit) : views;
    }

    /**
     * Remembers what was accepted here until the view has seen it.
     *
     * @param observation a job or a cancellation that the broker has
     */
    public void accepted(Observation observation) {
        String family = observation.family();
        if (pending.size() < MOST_PENDING) {
            pending.computeIfAbsent(family, f -> ConcurrentHashMap.newKeySet()).add(observation);
        }
        // The view may have been quicker than the broker's answer to us.
        streams.find(family).ifPresent(bytes -> settle(Json.read(bytes, FamilyState.class)));
    }

    /**
     * @param listener is told of every change from now on, on the view's own thread: it may not wait
     * @return forgets the listener
     */
    public Runnable listen(Changes listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** {@return whether families can be looked up} */
    public boolean ready() {
        return streams.ready();
    }

    /** Starts to follow Kafka; returns when families can be looked up. The topics have to be there. */
    public void start() {
        streams.start(kafka, config, this::seed);
    }

    void stop(@Observes ShutdownEvent event) {
        streams.close(Duration.ofSeconds(5));
    }

    private void changed(String family, byte[] bytes) {
        read(family, bytes).ifPresent(state -> {
            settle(state);
            if (state.known()) {
                FamilyView view = FamilyViews.of(state);
                index.put(view);
                listeners.forEach(listener -> listener.changed(view));
            }
        });
    }

    void seed(String family, byte[] bytes) {
        read(family, bytes).filter(FamilyState::known).map(FamilyViews::of).ifPresent(index::putIfAbsent);
    }

    /** A family that cannot be read, written by another version perhaps, keeps nobody from the others. */
    private static Optional<FamilyState> read(String family, byte[] bytes) {
        try {
            return Optional.of(Json.read(bytes, FamilyState.class));
        } catch (RuntimeException e) {
            LOG.warnf(e, "the state of %s in %s cannot be used", family, ViewTopology.FAMILIES);
            return Optional.empty();
        }
    }

    private void settle(FamilyState state) {
        pending.computeIfPresent(state.family(), (family, observations) -> {
            observations.removeIf(state::includes);
            return observations.isEmpty() ? null : observations;
        });
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.Json;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.FamilySummary;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.observability.LogFields;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
    private final Touched touched = new Touched(this::refresh, index::running);
    private final GatewayConfig config;
    private final KafkaSettings kafka;
    private final SignsOfLife signs;
    private final Skipped skipped;
    private final ViewStreams streams;
    private final Waits waits;

    Families(
            GatewayConfig config,
            KafkaSettings kafka,
            Pools pools,
            MeterRegistry registry,
            SignsOfLife signs,
            Workers workers,
            InstantSource clock) {
        this.config = config;
        this.kafka = kafka;
        this.signs = signs;
        this.skipped = new Skipped(registry);
        this.waits = new Waits(index, workers, clock);
        this.streams = new ViewStreams(pools, key -> touch(family(key)), skipped);
        ViewMeters meters = new ViewMeters(registry, index, clock);
        meters.register(streams::ready);
        pools.names().forEach(meters::pool);
        // One that is listed no more may still have jobs.
        index.listen(meters::pool);
    }

    /**
     * @param families newest first
     * @param total how many families there are
     */
    public record Page(List<FamilySummary> families, int total) {}

    /**
     * @param family id
     * @return its state; empty if there is no such family
     * @throws ProblemException 503 while it cannot be told whether there is
     */
    public Optional<FamilyState> find(String family) {
        return Optional.of(look(family)).filter(FamilyState::known);
    }

    /**
     * @param family id
     * @return its state
     * @throws ProblemException 404 if there is no such family, or no more; 503 while it cannot be told whether there is
     */
    public FamilyState require(String family) {
        FamilyState state = look(family);
        if (!state.known()) {
            throw ProblemException.notFound("family " + family
                    + state.deletedAt()
                            .map(at -> " any more, it was deleted at " + at)
                            .orElse(""));
        }
        return state;
    }

    /**
     * @param family id
     * @return when it was deleted; empty if it was not
     * @throws ProblemException 503 while it cannot be told
     */
    public Optional<Instant> deletedAt(String family) {
        return look(family).deletedAt();
    }

    /**
     * {@return ids of all families}
     *
     * @throws ProblemException 503 while it cannot be told which there are
     */
    public List<String> ids() {
        streams.requireReadable();
        return index.ids();
    }

    /**
     * @param project a project
     * @return how many of its jobs have not ended
     * @throws ProblemException 503 while it cannot be told
     */
    public int openJobs(Project project) {
        streams.requireReadable();
        return index.open(project);
    }

    /** {@return all that is known of a family, if only that it was deleted} */
    FamilyState look(String family) {
        // Before the view: what leaves here meanwhile has arrived there.
        List<Observation> unseen = List.copyOf(pending.getOrDefault(family, Set.of()));
        FamilyState state = assembled(family, streams.find(family));
        for (Observation observation : unseen) {
            state = state.apply(observation);
        }
        return signs.on(state);
    }

    /**
     * @param state a family
     * @return its view, in which every job that waits says why
     */
    public FamilyView view(FamilyState state) {
        return waits.on(FamilyViews.of(state));
    }

    /**
     * @param scope whose
     * @param page number of the page, from 1
     * @param size families of a page
     * @return one page of all families
     * @throws ProblemException 503 while it cannot be told which there are
     */
    public Page page(Scope scope, int page, int size) {
        streams.requireReadable();
        List<FamilySummary> families = new ArrayList<>();
        for (String id : index.page(scope, (page - 1L) * size, size)) {
            try {
                find(id).map(FamilyViews::of).map(FamilyViews::summary).ifPresent(families::add);
            } catch (ProblemException e) {
                skipped.count("unreadable-family", "family " + id + " in a list", e.getMessage());
            }
        }
        return new Page(families, index.size(scope));
    }

    /**
     * @param count how many at most
     * @return the newest families that can be read
     * @throws ProblemException 503 while it cannot be told which there are
     */
    List<FamilyState> newest(int count) {
        streams.requireReadable();
        List<FamilyState> families = new ArrayList<>();
        for (String id : index.page(Scope.ALL, 0, count)) {
            try {
                find(id).ifPresent(families::add);
            } catch (ProblemException e) {
                skipped.count("unreadable-family", "family " + id + " of the newest", e.getMessage());
            }
        }
        return families;
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
        if (observation instanceof Observation.Queued queued) {
            Job<?> job = queued.job();
            index.putIfAbsent(family, job.queuedAt());
        }
        // The view may have been quicker than the broker's answer to us.
        touch(family);
    }

    /**
     * @param listener is told of every change from now on, on the view's own thread: it may not wait
     * @return forgets the listener
     */
    public Runnable listen(Changes listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * @param family something about it may have changed: listeners are told in a moment
     */
    public void touch(String family) {
        touched.add(family);
    }

    /** {@return whether families can be looked up and all of them are listed} */
    public boolean ready() {
        return streams.ready();
    }

    /** {@return whether the view has ended and does not come back by itself} */
    boolean failed() {
        return streams.failed();
    }

    /** Starts to follow Kafka; returns when families can be looked up. The topics have to be there. */
    public void start() {
        touched.start();
        streams.start(kafka, config, this::seed);
    }

    void stop(@Observes ShutdownEvent event) {
        touched.close();
        streams.close(Duration.ofSeconds(5));
    }

    /** A family that was known before this process started. */
    void seed(String family, Map<String, byte[]> records) {
        try (LogFields fields = LogFields.of(family)) {
            FamilyState state = assembled(family, records);
            if (state.known()) {
                index.putIfAbsent(FamilyViews.of(signs.on(state)));
            }
        } catch (ProblemException e) {
            skipped.count("unreadable-family", "family " + family, e.getMessage());
        }
    }

    private void refresh(String family) {
        try (LogFields fields = LogFields.of(family)) {
            FamilyState state = look(family);
            settle(state);
            if (state.deletedAt().isPresent()) {
                index.remove(family);
            } else if (state.known()) {
                FamilyView view = FamilyViews.of(state);
                index.put(view);
                FamilyView told = waits.on(view);
                listeners.forEach(listener -> listener.changed(told));
            }
        } catch (ProblemException e) {
            if (e.problem().status() == 503) {
                // Looked at again when the view can be read.
                touch(family);
                return;
            }
            skipped.count("unreadable-family", "family " + family, e.getMessage());
        } catch (RuntimeException e) {
            // One family keeps nobody from the others.
            LOG.warnf(e, "family %s cannot be shown", family);
            skipped.count("unforeseen", "family " + family, e.toString());
        }
    }

    private static FamilyState assembled(String family, Map<String, byte[]> records) {
        List<ViewRecord> all = new ArrayList<>();
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            try {
                all.add(Json.read(record.getValue(), ViewRecord.class));
            } catch (RuntimeException e) {
                throw new ProblemException(
                        500,
                        "Unreadable",
                        "family " + family + ": what is known of '" + record.getKey() + "' in "
                                + ViewTopology.RECORDS + " cannot be read by this version (" + e.getMessage()
                                + "); run the version that wrote it, or a later one",
                        null);
            }
        }
        return FamilyState.of(family, all);
    }

    private void settle(FamilyState state) {
        pending.computeIfPresent(state.family(), (family, observations) -> {
            FamilyState seen = assembled(family, streams.find(family));
            observations.removeIf(seen::includes);
            return observations.isEmpty() ? null : observations;
        });
    }

    private static String family(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }
}

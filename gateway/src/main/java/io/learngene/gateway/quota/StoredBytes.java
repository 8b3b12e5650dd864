package io.learngene.gateway.quota;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a project has in the store. It is counted when somebody asks, at most once a minute, folder by folder, so that it needs no memory. */
@ApplicationScoped
class StoredBytes {

    private static final Duration VALID = Duration.ofMinutes(1);
    private static final List<String> AREAS = List.of(
            StoreKeys.DATASETS,
            StoreKeys.ANCESTORS,
            StoreKeys.LEARNGENES,
            StoreKeys.FAMILIES,
            StoreKeys.JOBS,
            StoreKeys.ANSWERS,
            StoreKeys.COMPARISONS);

    private final ArtefactStore store;
    private final InstantSource clock;
    private final Map<Project, Counted> known = new ConcurrentHashMap<>();

    private record Counted(long bytes, Instant at) {}

    StoredBytes(ArtefactStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** {@return bytes, as they were at most a minute ago} */
    long of(Project project) {
        return known.compute(project, (p, before) -> {
                    Instant now = clock.instant();
                    return before != null && now.isBefore(before.at().plus(VALID))
                            ? before
                            : new Counted(count(p), now);
                })
                .bytes();
    }

    /** Adds what was just taken in, which would be seen a minute later otherwise. */
    void add(Project project, long bytes) {
        known.computeIfPresent(project, (p, before) -> new Counted(before.bytes() + bytes, before.at()));
    }

    private long count(Project project) {
        long bytes = 0;
        for (String area : AREAS) {
            String prefix = project.folder() + area;
            for (String folder : store.folders(prefix)) {
                bytes += store.list(prefix + folder + "/").stream()
                        .mapToLong(ArtefactStore.Stat::size)
                        .sum();
            }
        }
        return bytes;
    }
}

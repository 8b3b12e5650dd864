package io.learngene.gateway.removal;

import io.learngene.contracts.project.Project;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.ArtefactStore.Stat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One collection under way. What looks like an orphan is gathered, then it is read who refers to any of it, and only then it is removed: the
 * one last look that every kind of orphan has to pass.
 */
final class Sweep {

    private static final int MOST_TOLD = 100;

    private final List<Project> projects;
    private final ArtefactStore store;
    private final References references;
    private final boolean dryRun;
    private final Instant before;
    private final int most;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<Orphan, Collection.Tally> orphans = new EnumMap<>(Orphan.class);
    private final List<String> kept = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private boolean more;

    private record Candidate(Orphan kind, Stat object, BooleanSupplier still) {}

    /**
     * @param store where the objects lie
     * @param projects whose objects are looked at
     * @param references who refers to what
     * @param dryRun whether only to count
     * @param before nothing that is younger is touched
     * @param most objects that are gathered, and removed, at once
     */
    Sweep(
            List<Project> projects,
            ArtefactStore store,
            References references,
            boolean dryRun,
            Instant before,
            int most) {
        this.projects = projects;
        this.store = store;
        this.references = references;
        this.dryRun = dryRun;
        this.before = before;
        this.most = most;
    }

    boolean old(Stat object) {
        return old(object.modified());
    }

    boolean old(Instant since) {
        return since.isBefore(before);
    }

    /**
     * Gathers what looks like an orphan.
     *
     * @param kind its kind
     * @param object the object
     * @param still looks once more whether it is one, right before it goes
     */
    void take(Orphan kind, Stat object, BooleanSupplier still) {
        if (full()) {
            return;
        }
        candidates.put(object.key(), new Candidate(kind, object, still));
        if (candidates.size() == most) {
            flush();
            // To count goes on; to remove ends here, and whoever asked asks again.
            more = !dryRun;
        }
    }

    void take(ArtefactStore.Unfinished write) {
        count(Orphan.UPLOADS, write.key(), 0);
        if (!dryRun) {
            store.abandon(write);
        }
    }

    /** Removes what was gathered, in that order. */
    void flush() {
        if (candidates.isEmpty()) {
            return;
        }
        Map<String, Set<String>> needed = references.to(projects, candidates::containsKey, own -> false, null);
        needed.forEach((key, who) -> keep(
                key + ": needed by " + Deletion.Kept.of(key, List.of(), who).because()));
        candidates.keySet().removeAll(needed.keySet());
        for (Candidate each : candidates.values()) {
            if (each.still().getAsBoolean()) {
                count(each.kind(), each.object().key(), each.object().size());
                if (!dryRun) {
                    store.delete(each.object().key());
                }
            }
        }
        candidates.clear();
    }

    private void count(Orphan kind, String key, long size) {
        orphans.put(
                kind,
                orphans.getOrDefault(kind, new Collection.Tally(0, 0, key)).and(size));
    }

    /** {@return whether it removes no more} */
    boolean full() {
        return more;
    }

    void keep(String why) {
        if (kept.size() < MOST_TOLD) {
            kept.add(why);
        }
    }

    void unknown(String family) {
        if (unknown.size() < MOST_TOLD) {
            unknown.add(family);
        }
    }

    Collection collection() {
        return new Collection(dryRun, orphans, kept, unknown, more);
    }
}

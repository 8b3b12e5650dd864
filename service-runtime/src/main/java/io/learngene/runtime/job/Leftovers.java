package io.learngene.runtime.job;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.ArtefactStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * What the runs of a job left in the store when the job has its end: checkpoints, and files of runs that lost. What the job's manifest
 * names is none, whichever run wrote it.
 */
final class Leftovers {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);

    private final ArtefactStore store;

    Leftovers(ArtefactStore store) {
        this.store = store;
    }

    /** Removes them. Tidiness is no reason to fail a job that has its end: what could not be removed is said. */
    void remove(Job<?> job) {
        remove(job, StoreKeys.runs(job.id()), key -> true);
    }

    /**
     * Removes those of a run after which its job failed for good. Where it is asked for again, it goes on from its newest checkpoint; what
     * other runs wrote may be what another record of the job is about to publish.
     */
    void removeAllButCheckpoints(Job<?> job, String runPrefix) {
        remove(job, runPrefix, key -> !key.contains(JobHistory.CHECKPOINTS));
    }

    private void remove(Job<?> job, String prefix, Predicate<String> which) {
        try {
            String manifest = store.read(job.resultKey())
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
            List<String> left = store.list(prefix).stream()
                    .map(ArtefactStore.Stat::key)
                    .filter(key -> which.test(key) && !manifest.contains('"' + key + '"'))
                    .toList();
            left.forEach(store::delete);
            LOG.debugf("%s: removed %d files that its runs left", job.id(), left.size());
        } catch (RuntimeException e) {
            LOG.warnf(
                    "%s: what its runs left below %s was not removed, it may be deleted by hand: %s",
                    job.id(), prefix, e.getMessage());
        }
    }
}

package io.learngene.runtime.job;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.ArtefactStore;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of a job before this delivery of its record. Whoever stops in order queues a record anew, so every delivery after a
 * record's first means that a worker died on it or lost it. A death counts where no checkpoint was written.
 *
 * @param attempts attempts before this one, deaths counted
 * @param failures how many of the last of them failed, or died without progress
 */
record JobHistory(int attempts, int failures) {

    private static final String CHECKPOINTS = "/checkpoints/";
    /** What follows a record's place in the name of a run, see {@link #run}. */
    private static final Pattern RUN = Pattern.compile("(\\d{1,9})-[^/]");

    /**
     * {@return what is known}
     *
     * @param job the job as its record says
     * @param place what tells this record from every other of the job, and begins the names of all its runs
     * @param delivery which delivery of the record this is, from 1
     * @param store where earlier runs left checkpoints
     */
    static JobHistory of(Job<?> job, String place, int delivery, ArtefactStore store) {
        int deaths = delivery - 1;
        if (deaths <= 0) {
            return new JobHistory(job.attempt(), job.failures());
        }
        int last = lastWithProgress(job.id(), place, store);
        int failures = last > 0 ? Math.max(0, deaths - last) : job.failures() + deaths;
        return new JobHistory(job.attempt() + deaths, failures);
    }

    /** {@return name of a run, the only one of this delivery} */
    static String run(String place, int delivery) {
        return place + "-" + delivery + "-" + UUID.randomUUID();
    }

    /** {@return whether a run has written a checkpoint} */
    static boolean progress(String runPrefix, ArtefactStore store) {
        return !store.list(runPrefix + CHECKPOINTS.substring(1)).isEmpty();
    }

    private static int lastWithProgress(String job, String place, ArtefactStore store) {
        String prefix = StoreKeys.runs(job) + place + "-";
        return store.list(prefix).stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.contains(CHECKPOINTS))
                .map(key -> RUN.matcher(key.substring(prefix.length())))
                // What no run wrote is nobody's progress, and no reason to fail.
                .filter(Matcher::lookingAt)
                .mapToInt(run -> Integer.parseInt(run.group(1)))
                .max()
                .orElse(0);
    }
}

package io.learngene.runtime.job;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.ArtefactStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of a job before this delivery of its record. Whoever stops in order queues a record anew, so every run of the record that
 * was begun before means that a worker died on it or lost it. A death counts where no checkpoint was written.
 *
 * <p>The broker's count of deliveries says more than that: a client has the next record fetched beside the one that is worked on, and
 * its lock ends unseen. So runs leave a mark, and deliveries that nobody began are nobody's deaths.
 *
 * @param attempts attempts before this one, deaths counted
 * @param failures how many of the last of them failed, or died without progress
 */
record JobHistory(int attempts, int failures) {

    private static final String MARK = "begun";
    /** Part of the keys of checkpoints. */
    static final String CHECKPOINTS = "/checkpoints/";
    /** What follows a record's place in the name of a run, see {@link #run}. */
    private static final Pattern RUN = Pattern.compile("(\\d{1,9})-[^/]");

    /**
     * {@return what is known}
     *
     * @param job the job as its record says
     * @param place what tells this record from every other of the job, and begins the names of all its runs
     * @param delivery which delivery of the record this is, from 1
     * @param store where earlier runs left marks and checkpoints
     */
    static JobHistory of(Job<?> job, String place, int delivery, ArtefactStore store) {
        if (delivery <= 1) {
            return new JobHistory(job.attempt(), job.failures());
        }
        NavigableMap<Integer, Boolean> progress = runsBefore(job.id(), place, delivery, store);
        int deaths = progress.size();
        int failures = job.failures() + deaths;
        for (Map.Entry<Integer, Boolean> run : progress.entrySet()) {
            if (run.getValue()) {
                failures = progress.tailMap(run.getKey(), false).size();
            }
        }
        return new JobHistory(job.attempt() + deaths, failures);
    }

    /**
     * {@return what is known before the marks of earlier runs were read: as many attempts as there can have been, so that none counts
     * down, and no failure that nobody is sure of}
     *
     * @param job the job as its record says
     * @param delivery which delivery of the record this is, from 1
     */
    static JobHistory unread(Job<?> job, int delivery) {
        return new JobHistory(job.attempt() + delivery - 1, job.failures());
    }

    /** {@return name of a run, the only one of this delivery} */
    static String run(String place, int delivery) {
        return place + "-" + delivery + "-" + UUID.randomUUID();
    }

    /**
     * Marks a run as begun.
     *
     * @param runPrefix where its files are
     * @param worker who begins it
     * @param store where the mark is left
     */
    static void begin(String runPrefix, String worker, ArtefactStore store) {
        store.put(MARK, runPrefix + MARK, worker.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return whether a run has written a checkpoint} */
    static boolean progress(String runPrefix, ArtefactStore store) {
        return !store.list(runPrefix + CHECKPOINTS.substring(1)).isEmpty();
    }

    /** {@return the deliveries that were begun, and whether each wrote a checkpoint} */
    private static NavigableMap<Integer, Boolean> runsBefore(
            String job, String place, int delivery, ArtefactStore store) {
        NavigableMap<Integer, Boolean> runs = new TreeMap<>();
        String prefix = StoreKeys.runs(job) + place + "-";
        for (ArtefactStore.Stat file : store.list(prefix)) {
            // What no run wrote is nobody's death or progress, and no reason to fail.
            Matcher run = RUN.matcher(file.key().substring(prefix.length()));
            if (run.lookingAt() && Integer.parseInt(run.group(1)) < delivery) {
                runs.merge(Integer.parseInt(run.group(1)), file.key().contains(CHECKPOINTS), Boolean::logicalOr);
            }
        }
        return runs;
    }
}

package io.learngene.local.history;

import io.learngene.contracts.event.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What topics and store say of a stack's jobs.
 *
 * @param queued records of jobs, each topic in its order
 * @param facts what was told of them; of each job in the order in which it was told
 * @param points CloudEvents ids of the training points
 * @param deadLetters ids of the jobs that were put aside
 * @param manifests every JSON object that no run wrote, by its key
 * @param files keys of what runs wrote, below {@code jobs/}
 */
public record History(
        List<Queued> queued,
        List<Fact> facts,
        List<String> points,
        Set<String> deadLetters,
        Map<String, byte[]> manifests,
        Set<String> files) {

    /**
     * A record of a job, as {@link io.learngene.contracts.job.Job} has it.
     *
     * @param job its id
     * @param attempt attempts before it
     * @param overruled newest attempt whose failure counts no more; 0 if none
     * @param at when the job was first queued, or asked for again
     */
    public record Queued(String job, int attempt, int overruled, Instant at) {}
}

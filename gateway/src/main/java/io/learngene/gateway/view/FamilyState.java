package io.learngene.gateway.view;

import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.family.MethodRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of a family: its records, brought together to look at, and what its workers do now. Nobody keeps it.
 *
 * @param own what it has beside its jobs
 * @param jobs its jobs by id, as far as records of them were seen
 * @param signs what is known of those that run, by id
 */
public record FamilyState(FamilyRecord own, Map<String, JobState> jobs, Map<String, Sign> signs) {

    /**
     * A job that runs.
     *
     * @param progress its newest training point; null if none is known
     * @param waitingSince when its worker gave its last sign of life, where that is so long ago that it is taken for gone; else null
     */
    record Sign(TrainingPoint progress, Instant waitingSince) {
        static final Sign NONE = new Sign(null, null);
    }

    /**
     * @param family id
     * @return a family of which nothing is known
     */
    public static FamilyState unknown(String family) {
        return new FamilyState(FamilyRecord.unknown(family), Map.of(), Map.of());
    }

    /**
     * @param family id
     * @param records its records
     * @return what they say together
     */
    static FamilyState of(String family, List<ViewRecord> records) {
        FamilyRecord own = FamilyRecord.unknown(family);
        Map<String, JobState> jobs = new LinkedHashMap<>();
        for (ViewRecord record : records) {
            if (record instanceof JobState job) {
                jobs.put(job.job(), job);
            } else {
                own = (FamilyRecord) record;
            }
        }
        return new FamilyState(own, jobs, Map.of());
    }

    /** {@return id} */
    public String family() {
        return own.family();
    }

    /** {@return when its first job was queued; null if that was not seen yet} */
    public Instant createdAt() {
        return own.createdAt();
    }

    /** {@return what was asked for; null if that was not seen yet} */
    public MethodRequest request() {
        return own.request();
    }

    /** {@return what was cancelled: job ids, or the family's own id} */
    public Set<String> cancelled() {
        Set<String> targets = new LinkedHashSet<>();
        if (own.cancelled()) {
            targets.add(family());
        }
        jobs.values().stream().filter(JobState::cancelled).map(JobState::job).forEach(targets::add);
        return targets;
    }

    /**
     * @param job job id
     * @return store key of what the job has published; empty before, and if there is no such job
     */
    public Optional<String> resultKey(String job) {
        return Optional.ofNullable(jobs.get(job)).map(JobState::resultKey);
    }

    /**
     * @param job job id
     * @return whether it was asked for again after it had failed for good
     */
    public boolean askedForAgain(String job) {
        return jobs.containsKey(job) && jobs.get(job).attempts().overruled() > 0;
    }

    /**
     * @param job job id
     * @return the attempt that ended it with a failure for good; 0 if none did, or which it was was not kept
     */
    public int failedAttempt(String job) {
        JobState.Failed failed =
                jobs.containsKey(job) ? jobs.get(job).attempts().failed() : null;
        return failed == null ? 0 : failed.attempt();
    }

    /** {@return whether the family was submitted here and not deleted, so that it may be shown} */
    public boolean known() {
        return own.deletedAt() == null && (own.request() != null || !jobs.isEmpty());
    }

    /** {@return when all of it was deleted; empty if it was not} */
    public Optional<Instant> deletedAt() {
        return Optional.ofNullable(own.deletedAt());
    }

    /** {@return ids of its jobs whose results were deleted} */
    public Set<String> deleted() {
        return own.deleted();
    }

    /**
     * @param observation something about this family
     * @return what is known afterwards
     */
    public FamilyState apply(Observation observation) {
        FamilyState next = this;
        for (String key : observation.keys()) {
            next = next.with(next.record(key).apply(observation));
        }
        return next;
    }

    /**
     * @param known signs of its jobs by id
     * @return the same family with them
     */
    FamilyState withSigns(Map<String, Sign> known) {
        return new FamilyState(own, jobs, known);
    }

    private FamilyState with(ViewRecord changed) {
        if (changed instanceof JobState job) {
            Map<String, JobState> all = new LinkedHashMap<>(jobs);
            all.put(job.job(), job);
            return new FamilyState(own, all, signs);
        }
        return new FamilyState((FamilyRecord) changed, jobs, signs);
    }

    /**
     * @param observation a job or a cancellation
     * @return whether the state shows it already
     */
    boolean includes(Observation observation) {
        if (own.deletedAt() != null) {
            // Nothing that is told of it changes anything any more.
            return true;
        }
        if (observation instanceof Observation.Queued queued) {
            JobState job = jobs.get(queued.job().id());
            boolean opened = queued.job().spec().opens().isEmpty() || own.request() != null;
            return job != null
                    && job.queuedAt() != null
                    && job.attempts().overruled() >= queued.job().overruled()
                    && opened;
        }
        if (!(observation instanceof Observation.Cancelled stop)) {
            return false;
        }
        String target = stop.cancellation().target();
        return (stop.cancellation().deleted() ? own.deleted() : cancelled()).contains(target);
    }

    private ViewRecord record(String key) {
        if (key.equals(FamilyRecord.key(family()))) {
            return own;
        }
        JobState job = jobs.get(key);
        return job == null ? ViewRecord.unknown(key) : job;
    }
}

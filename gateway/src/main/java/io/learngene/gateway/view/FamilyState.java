package io.learngene.gateway.view;

import io.learngene.contracts.artefact.ExpansionManifest;
import io.learngene.contracts.artefact.Initialisation;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.job.DistillJob;
import io.learngene.contracts.job.Job;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * All that is known of a family. A fold: {@link #apply} may see an observation twice and observations of different topics
 * in any order, which is what Kafka delivers at least once.
 *
 * @param family id
 * @param createdAt when its distillation was queued; null if that was not seen yet
 * @param request what was asked for; null if that was not seen yet
 * @param jobs its jobs by id
 * @param descendants what the expansions generated, by name
 * @param learngene its learngene; null if there is none yet
 * @param cancelled what was cancelled: job ids, or the family's own id
 */
public record FamilyState(
        String family,
        Instant createdAt,
        FamilyRequest request,
        Map<String, JobState> jobs,
        Map<String, Generated> descendants,
        LearngeneOutcome learngene,
        Set<String> cancelled) {

    /**
     * A descendant before tuning.
     *
     * @param depth layers
     * @param parameters parameters
     */
    record Generated(int depth, long parameters) {}

    public FamilyState {
        jobs = jobs == null ? Map.of() : Collections.unmodifiableMap(jobs);
        descendants = descendants == null ? Map.of() : Collections.unmodifiableMap(descendants);
        cancelled = cancelled == null ? Set.of() : Collections.unmodifiableSet(cancelled);
    }

    /**
     * @param family id
     * @return a family of which nothing is known
     */
    public static FamilyState unknown(String family) {
        return new FamilyState(family, null, null, null, null, null, null);
    }

    /** {@return whether the family was submitted here, so that it may be shown} */
    public boolean known() {
        return request != null || !jobs.isEmpty();
    }

    /**
     * @param observation something about this family
     * @return what is known afterwards
     */
    public FamilyState apply(Observation observation) {
        if (observation instanceof Observation.Queued queued) {
            return queued(queued.job());
        }
        if (observation instanceof Observation.Happened happened) {
            return happened(happened.fact());
        }
        if (observation instanceof Observation.Progressed progressed) {
            return with(job(progressed.point().job()).progressed(progressed.point()));
        }
        return cancelled(((Observation.Cancelled) observation).cancellation());
    }

    /**
     * @param observation a job or a cancellation
     * @return whether the state shows it already
     */
    boolean includes(Observation observation) {
        if (observation instanceof Observation.Queued queued) {
            JobState job = jobs.get(queued.job().id());
            return job != null && job.queuedAt() != null;
        }
        return observation instanceof Observation.Cancelled stop
                && cancelled.contains(stop.cancellation().target());
    }

    /** {@return whether this job is not wanted any more} */
    boolean unwanted(String job) {
        return cancelled.contains(job) || cancelled.contains(family);
    }

    private FamilyState queued(Job<?> queued) {
        FamilyState next = with(job(queued.id()).queued(queued));
        return queued.spec() instanceof DistillJob distill
                ? new FamilyState(
                        family, queued.queuedAt(), distill.request(), next.jobs, descendants, learngene, cancelled)
                : next;
    }

    private FamilyState happened(Fact fact) {
        JobState job = job(fact.job());
        if (fact instanceof Fact.JobStarted started) {
            return with(job.started(started));
        }
        if (fact instanceof Fact.JobRetried retried) {
            return with(job.retried(retried));
        }
        if (fact instanceof Fact.JobReleased released) {
            return with(job.released(released));
        }
        if (fact instanceof Fact.JobFailed failed) {
            return with(job.failed(failed));
        }
        if (fact instanceof Fact.JobCancelled stopped) {
            return with(job.cancelled(stopped.at()));
        }
        return succeeded(job, (Fact.JobSucceeded) fact);
    }

    private FamilyState succeeded(JobState job, Fact.JobSucceeded fact) {
        JobResult result = fact.result();
        if (result instanceof ModelManifest model) {
            return with(job.succeeded(fact.at(), ModelOutcome.of(model)));
        }
        FamilyState next = with(job.succeeded(fact.at(), null));
        return result instanceof LearngeneManifest manifest
                ? new FamilyState(
                        family, createdAt, request, next.jobs, descendants, LearngeneOutcome.of(manifest), cancelled)
                : next.expanded((ExpansionManifest) result);
    }

    /** The tuning jobs are known from here on, even where their own records were not seen yet. */
    private FamilyState expanded(ExpansionManifest expansion) {
        Map<String, JobState> allJobs = new LinkedHashMap<>(jobs);
        expansion.tuneJobs().forEach(id -> allJobs.computeIfAbsent(id, JobState::unknown));
        Map<String, Generated> all = new LinkedHashMap<>(descendants);
        for (Initialisation made : expansion.initialisations()) {
            all.put(made.name(), new Generated(made.architecture().depth(), made.parameters()));
        }
        return new FamilyState(family, createdAt, request, allJobs, all, learngene, cancelled);
    }

    private FamilyState cancelled(Cancellation cancellation) {
        Set<String> all = new LinkedHashSet<>(cancelled);
        all.add(cancellation.target());
        return new FamilyState(family, createdAt, request, jobs, descendants, learngene, all);
    }

    private JobState job(String id) {
        return jobs.getOrDefault(id, JobState.unknown(id));
    }

    private FamilyState with(JobState job) {
        Map<String, JobState> all = new LinkedHashMap<>(jobs);
        all.put(job.job(), job);
        return new FamilyState(family, createdAt, request, all, descendants, learngene, cancelled);
    }
}

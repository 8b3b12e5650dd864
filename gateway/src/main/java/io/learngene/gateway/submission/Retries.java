package io.learngene.gateway.submission;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.deadletter.DeadLetters;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.runtime.messaging.Pools;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Jobs that failed for good and are asked for again, because what was in their way is gone. Which attempt's failure is overruled is
 * what tells one such request from the next, so that two at once are one.
 */
@ApplicationScoped
public class Retries {

    private final Families families;
    private final Manifests manifests;
    private final DeadLetters deadLetters;
    private final Pools pools;
    private final Quotas quotas;
    private final Idempotency idempotency;
    private final InstantSource clock;

    Retries(
            Families families,
            Manifests manifests,
            DeadLetters deadLetters,
            Pools pools,
            Quotas quotas,
            Idempotency idempotency,
            InstantSource clock) {
        this.families = families;
        this.manifests = manifests;
        this.deadLetters = deadLetters;
        this.pools = pools;
        this.quotas = quotas;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /**
     * @param id id of a job that failed for good
     * @return what was queued, after the broker's confirmation
     * @throws ProblemException 404 if there is no such job, 409 if it did not fail, is not wanted or can be done no more
     */
    public Uni<Accepted> retry(String id) {
        String family = id.contains("/") ? id.substring(0, id.indexOf('/')) : id;
        FamilyState state = families.require(family);
        JobView job = job(state, id).orElseThrow(() -> ProblemException.notFound("job " + id));
        Accepted accepted = new Accepted(family, id, null);
        if (!job.state().terminal() && state.askedForAgain(id)) {
            return Uni.createFrom().item(accepted);
        }
        refusal(state, job).ifPresent(why -> {
            throw ProblemException.conflict(why);
        });
        int failed = failedAttempt(state, job);
        return idempotency.once(Project.of(id), "jobs/" + id + "/retry", Integer.toString(failed), failed, () -> {
            quotas.admitWork(Project.of(id));
            return new Idempotency.Decision(accepted, record(job).again(failed, clock.instant()));
        });
    }

    /** {@return why a job cannot be tried again; empty if it can, as far as the view knows} */
    static Optional<String> refusal(FamilyState state, String id) {
        return job(state, id).map(job -> refusal(state, job)).orElse(Optional.of("there is no job " + id));
    }

    private static Optional<JobView> job(FamilyState state, String id) {
        return FamilyViews.of(state).jobs().stream()
                .filter(each -> each.job().equals(id))
                .findFirst();
    }

    private static Optional<String> refusal(FamilyState state, JobView job) {
        if (state.cancelled().contains(state.family())) {
            return Optional.of("family " + state.family() + " was cancelled; submit it again as a new family");
        }
        if (state.cancelled().contains(job.job())) {
            return Optional.of("job " + job.job() + " was cancelled; submit its family again");
        }
        return switch (job.state()) {
            case FAILED -> Optional.empty();
            case CANCELLED ->
                Optional.of("job " + job.job()
                        + " was never queued, because the one that it follows from failed; retry that one");
            default ->
                Optional.of("job " + job.job() + " is " + job.state().name().toLowerCase(Locale.ROOT)
                        + "; only a job that failed is tried again");
        };
    }

    /** What lies in the store was there before anybody was told; the view may be behind, and did not keep it always. */
    private int failedAttempt(FamilyState state, JobView job) {
        String path = job.job().substring(state.family().length() + 1);
        int marked = manifests
                .read(StoreKeys.failure(state.family(), path), Fact.JobFailed.class)
                .map(Fact.JobFailed::attempt)
                .orElse(0);
        int failed = Math.max(marked, state.failedAttempt(job.job()));
        return failed > 0 ? failed : Math.max(1, job.attempt());
    }

    private Job<JobSpec> record(JobView job) {
        try {
            Job<JobSpec> record = deadLetters
                    .newest(job.job(), job.kind(), job.pool())
                    .orElseThrow(() -> ProblemException.conflict(
                            "job " + job.job() + " is not among the dead letters any more, so that what it"
                                    + " was to do is not known; submit its family again"));
            pools.require("pool", record.spec().pool());
            return record;
        } catch (InvalidFieldException e) {
            throw ProblemException.conflict("job " + job.job() + " as it was put aside cannot be done by this version ("
                    + e.getMessage() + "); submit its family again");
        }
    }
}

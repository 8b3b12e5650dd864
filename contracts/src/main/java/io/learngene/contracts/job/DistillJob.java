package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.FamilyRequest;
import java.time.Instant;

/**
 * Distil a learngene; train the ancestor first where the request says so.
 *
 * @param job {@code {family}/distill}
 * @param family family
 * @param attempt attempts made before
 * @param queuedAt when it was first queued
 * @param request the whole request, complete and with its dataset pinned
 */
public record DistillJob(String job, String family, int attempt, Instant queuedAt, FamilyRequest request)
        implements JobSpec {
    public DistillJob {
        Check.present("job", job);
        Check.name("family", family);
        Check.range("attempt", attempt, 0, 1000);
        Check.present("queued_at", queuedAt);
        Check.present("request", request);
        Check.that(job.equals(id(family)), "job", job, "it has to be " + id(family));
    }

    /**
     * @param family family
     * @return the job's id
     */
    public static String id(String family) {
        return family + "/distill";
    }

    @Override
    public DistillJob afterAttempts(int attempts) {
        return new DistillJob(job, family, attempts, queuedAt, request);
    }

    @Override
    @JsonIgnore
    public String resultKey() {
        return StoreKeys.learngeneManifest(family);
    }
}

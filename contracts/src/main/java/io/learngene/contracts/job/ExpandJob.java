package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.ExpandRequest;
import java.time.Instant;

/**
 * Generate more initialisations from a learngene and queue their tuning.
 *
 * @param job {@code {family}/expand/{request}}
 * @param family family, and id of its learngene
 * @param attempt attempts made before
 * @param queuedAt when it was first queued
 * @param requestId id of the request, unique in the family
 * @param request what is wanted; its tuning is complete
 * @param dataset images to tune on, pinned
 * @param seed seed of the tuning jobs
 */
public record ExpandJob(
        String job,
        String family,
        int attempt,
        Instant queuedAt,
        String requestId,
        ExpandRequest request,
        DatasetSelection dataset,
        long seed)
        implements JobSpec {
    public ExpandJob {
        Check.present("job", job);
        Check.name("family", family);
        Check.range("attempt", attempt, 0, 1000);
        Check.present("queued_at", queuedAt);
        Check.name("request_id", requestId);
        Check.present("request", request);
        Check.present("request.tuning", request.tuning());
        Check.present("dataset", dataset);
        Check.that(job.equals(id(family, requestId)), "job", job, "it has to be " + id(family, requestId));
    }

    /** Request id of the family's own targets. */
    public static final String INITIAL = "initial";

    /**
     * @param family family
     * @param requestId request
     * @return the job's id
     */
    public static String id(String family, String requestId) {
        return family + "/expand/" + requestId;
    }

    @Override
    public ExpandJob afterAttempts(int attempts) {
        return new ExpandJob(job, family, attempts, queuedAt, requestId, request, dataset, seed);
    }

    @Override
    @JsonIgnore
    public String resultKey() {
        return StoreKeys.expansionManifest(family, requestId);
    }
}

package io.learngene.gateway.view;

import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Job;
import java.time.Instant;

/**
 * What is known of a family beside its jobs.
 *
 * @param family id
 * @param createdAt when its first job was queued; null if that was not seen yet
 * @param request what was asked for; null if that was not seen yet
 * @param cancelled whether all of it is not wanted any more
 */
record FamilyRecord(String family, Instant createdAt, MethodRequest request, boolean cancelled) implements ViewRecord {

    /** {@return key of a family's record: it begins like those of its jobs, so that one range holds all of a family} */
    static String key(String family) {
        return family + "/";
    }

    static FamilyRecord unknown(String family) {
        return new FamilyRecord(family, null, null, false);
    }

    @Override
    public FamilyRecord apply(Observation observation) {
        if (observation instanceof Observation.Queued queued) {
            Job<?> job = queued.job();
            return job.spec()
                    .opens()
                    .map(asked -> new FamilyRecord(family, first(job.queuedAt()), asked, cancelled))
                    .orElse(this);
        }
        return observation instanceof Observation.Cancelled ? new FamilyRecord(family, createdAt, request, true) : this;
    }

    /** One that is asked for again is queued later than its family was made. */
    private Instant first(Instant queuedAt) {
        return createdAt != null && createdAt.isBefore(queuedAt) ? createdAt : queuedAt;
    }
}

package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Job;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is known of a family beside its jobs.
 *
 * @param family id
 * @param createdAt when its first job was queued; null if that was not seen yet
 * @param request what was asked for; null if that was not seen yet
 * @param cancelled whether all of it is not wanted any more
 * @param deletedAt when all of it was deleted; null if it was not
 * @param deleted ids of jobs whose results were deleted
 */
record FamilyRecord(
        String family,
        Instant createdAt,
        MethodRequest request,
        boolean cancelled,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant deletedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<String> deleted)
        implements ViewRecord {

    FamilyRecord {
        // A record from before anything was deleted.
        deleted = Collections.unmodifiableSortedSet(deleted == null ? new TreeSet<>() : new TreeSet<>(deleted));
    }

    /** {@return key of a family's record: it begins like those of its jobs, so that one range holds all of a family} */
    static String key(String family) {
        return family + "/";
    }

    static FamilyRecord unknown(String family) {
        return new FamilyRecord(family, null, null, false, null, null);
    }

    @Override
    public FamilyRecord apply(Observation observation) {
        if (deletedAt != null) {
            // Whatever is told of it comes too late, in whichever order.
            return this;
        }
        if (observation instanceof Observation.Queued queued) {
            Job<?> job = queued.job();
            return job.spec()
                    .opens()
                    .map(asked -> new FamilyRecord(family, first(job.queuedAt()), asked, cancelled, null, deleted))
                    .orElse(this);
        }
        return observation instanceof Observation.Cancelled stop ? without(stop.cancellation()) : this;
    }

    private FamilyRecord without(Cancellation stop) {
        if (!stop.deleted()) {
            return new FamilyRecord(family, createdAt, request, true, null, deleted);
        }
        if (stop.target().equals(family)) {
            return new FamilyRecord(family, createdAt, null, true, stop.at(), null);
        }
        SortedSet<String> more = new TreeSet<>(deleted);
        more.add(stop.target());
        return new FamilyRecord(family, createdAt, request, cancelled, null, more);
    }

    /** One that is asked for again is queued later than its family was made. */
    private Instant first(Instant queuedAt) {
        return createdAt != null && createdAt.isBefore(queuedAt) ? createdAt : queuedAt;
    }
}

package io.learngene.runtime.job;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.OversizedObjectException;
import java.util.Optional;

/**
 * What says in the store that a job failed for good, so that no record of it does its work again. It stays when the job is asked for
 * again: that record names the attempt whose failure it overrules, and the records from before find the mark as they did.
 */
final class FailureMark {

    private FailureMark() {}

    /** {@return the failure that ends this record of the job, too; empty if there is none, or the record overrules it} */
    static Optional<Fact.JobFailed> standing(Job<?> job, ArtefactStore store) {
        return of(job, store).filter(failed -> failed.attempt() > job.overruled());
    }

    /** Marks a job. The mark of a later attempt stays, that of an earlier one is replaced. */
    static void leave(Job<?> job, Fact.JobFailed failed, ArtefactStore store) {
        String key = StoreKeys.failure(job.family(), job.spec().path());
        byte[] mark = Json.write(failed);
        if (!store.create(key, mark) && marked(job, store) < failed.attempt()) {
            store.put("failure", key, mark);
        }
    }

    private static int marked(Job<?> job, ArtefactStore store) {
        try {
            return of(job, store).map(Fact.JobFailed::attempt).orElse(0);
        } catch (InvalidFieldException | OversizedObjectException e) {
            return 0;
        }
    }

    private static Optional<Fact.JobFailed> of(Job<?> job, ArtefactStore store) {
        return store.read(StoreKeys.failure(job.family(), job.spec().path()))
                .map(bytes -> Json.read(bytes, Fact.JobFailed.class));
    }
}

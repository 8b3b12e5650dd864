package io.learngene.gateway.submission;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.method.Continuation;
import io.learngene.method.Methods;
import io.learngene.method.Shelves;
import io.learngene.runtime.store.ArtefactStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;

/** Further work on what a family has made, of whichever method. */
@ApplicationScoped
public class Continuations {

    private final Families families;
    private final StoreShelves shelves;
    private final Catalogue catalogue;
    private final Documents documents;
    private final Admission admission;
    private final Quotas quotas;
    private final Idempotency idempotency;
    private final ArtefactStore store;
    private final InstantSource clock;

    Continuations(
            Families families,
            StoreShelves shelves,
            Catalogue catalogue,
            Documents documents,
            Admission admission,
            Quotas quotas,
            Idempotency idempotency,
            ArtefactStore store,
            InstantSource clock) {
        this.clock = clock;
        this.store = store;
        this.families = families;
        this.shelves = shelves;
        this.catalogue = catalogue;
        this.documents = documents;
        this.admission = admission;
        this.quotas = quotas;
        this.idempotency = idempotency;
    }

    /**
     * @param id learngene, which is its family's id
     * @param collection what is wanted of it, as in the path
     * @param body the request
     * @param mediaType its media type; null means JSON
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> ofLearngene(
            String id, String collection, InputStream body, MediaType mediaType, String idempotencyKey) {
        catalogue.learngene(id);
        String scope = "learngenes/" + id + "/" + collection;
        return take(continuation(collection, id), id, scope, body, mediaType, idempotencyKey);
    }

    /**
     * @param family family
     * @param collection what is wanted of it, as in the path
     * @param body the request
     * @param mediaType its media type; null means JSON
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> ofFamily(
            String family, String collection, InputStream body, MediaType mediaType, String idempotencyKey) {
        families.require(family);
        String scope = "families/" + family + "/" + collection;
        return take(continuation(collection, family), family, scope, body, mediaType, idempotencyKey);
    }

    private Continuation<?, ?> continuation(String collection, String family) {
        return Methods.continuation(collection, family, own(family))
                .orElseThrow(() -> ProblemException.notFound(collection + " for what " + family + " has"));
    }

    private <R, J extends JobSpec> Uni<Accepted> take(
            Continuation<R, J> continuation,
            String family,
            String scope,
            InputStream body,
            MediaType mediaType,
            String idempotencyKey) {
        R request = documents.read(body, mediaType, continuation.type());
        return idempotency.once(
                Project.of(family), scope, idempotencyKey, request, () -> decide(continuation, family, request));
    }

    private <R, J extends JobSpec> Idempotency.Decision decide(
            Continuation<R, J> continuation, String family, R request) {
        refuseCancelled(family);
        quotas.admitWork(Project.of(family));
        J spec = job(continuation, family, request);
        admission.check(continuation.dataset(spec), continuation.trainings(spec, family, own(family)));
        Job<JobSpec> job = Job.<JobSpec>first(family, clock.instant(), spec).with(continuation.priority(request));
        // No request of the family says what this one will read, and nothing of it may be deleted meanwhile.
        store.put("continuation", StoreKeys.continuation(family, spec.path()), Json.write(spec));
        String model = continuation.model(spec).orElse(null);
        return new Idempotency.Decision(new Accepted(family, job.id(), model), job);
    }

    /** Asks the method, which refuses what no worker could do. */
    private <R, J extends JobSpec> J job(Continuation<R, J> continuation, String family, R request) {
        try {
            return continuation.job(request, family, Ids.random(), own(family));
        } catch (InvalidFieldException e) {
            // Well-formed, so it is not the document that is at fault.
            throw ProblemException.unusable(e.field(), e.value() + "; " + e.remedy());
        }
    }

    /** What is made of a family belongs to its project, whoever asks for it. */
    private Shelves own(String family) {
        return shelves.of(Project.of(family));
    }

    private void refuseCancelled(String family) {
        families.deletedAt(family).ifPresent(at -> {
            throw ProblemException.conflict("family " + family + " was deleted at " + at
                    + ", and nothing is made of what others have kept of it; submit a new family");
        });
        Optional<FamilyState> state = families.find(family);
        if (state.isPresent() && state.get().cancelled().contains(family)) {
            throw ProblemException.conflict("family " + family + " was cancelled; submit it again as a new family");
        }
    }
}

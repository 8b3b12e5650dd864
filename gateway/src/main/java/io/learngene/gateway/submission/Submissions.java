package io.learngene.gateway.submission;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.job.DistillJob;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.runtime.store.ArtefactStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** New families, and their end. */
@ApplicationScoped
public class Submissions {

    private final Broker broker;
    private final Families families;
    private final Datasets datasets;
    private final ArtefactStore store;

    Submissions(Broker broker, Families families, Datasets datasets, ArtefactStore store) {
        this.broker = broker;
        this.families = families;
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * @param request what is wanted
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> submit(FamilyRequest request, String idempotencyKey) {
        FamilyRequest pinned = request.accepted(datasets.pin(request.dataset(), "dataset"));
        checkAncestor(pinned);
        String family =
                idempotencyKey == null ? freshId(request.name()) : request.name() + "-" + Ids.of(idempotencyKey);
        Accepted accepted = new Accepted(family, DistillJob.id(family), null);
        Optional<FamilyState> earlier = idempotencyKey == null ? Optional.empty() : families.find(family);
        if (earlier.isPresent() && earlier.get().request() != null) {
            if (!earlier.get().request().equals(pinned)) {
                throw ProblemException.conflict("Idempotency-Key '" + idempotencyKey + "' belongs to family " + family
                        + ", which asked for something else; use another key");
            }
            return Uni.createFrom().item(accepted);
        }
        return broker.queue(Job.first(family, now(), new DistillJob(pinned))).replaceWith(accepted);
    }

    /**
     * @param family family that is not wanted any more
     * @return its view, after the broker's confirmation
     */
    public Uni<FamilyView> cancelFamily(String family) {
        FamilyView view = known(family);
        if (view.state().terminal()) {
            return Uni.createFrom().item(view);
        }
        return broker.publish(new Cancellation(family, now())).map(done -> known(family));
    }

    /**
     * @param job id of a job that is not wanted any more
     * @return the view of its family, after the broker's confirmation
     */
    public Uni<FamilyView> cancelJob(String job) {
        String family = job.contains("/") ? job.substring(0, job.indexOf('/')) : job;
        boolean open = known(family).jobs().stream()
                .filter(j -> j.job().equals(job))
                .findFirst()
                .map(j -> !j.state().terminal())
                .orElseThrow(() -> ProblemException.notFound("job " + job));
        return open
                ? broker.publish(new Cancellation(job, now())).map(done -> known(family))
                : Uni.createFrom().item(() -> known(family));
    }

    /** {@return now, in the precision that survives JSON everywhere} */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private FamilyView known(String family) {
        return FamilyViews.of(families.find(family).orElseThrow(() -> ProblemException.notFound("family " + family)));
    }

    private String freshId(String name) {
        String id;
        do {
            id = name + "-" + Ids.random();
        } while (families.find(id).isPresent());
        return id;
    }

    private void checkAncestor(FamilyRequest request) {
        String id = request.ancestor().id();
        if (id == null) {
            return;
        }
        AncestorManifest ancestor = store.read(StoreKeys.ancestorManifest(id))
                .map(bytes -> Json.read(bytes, AncestorManifest.class))
                .orElseThrow(() -> ProblemException.unusable(
                        "ancestor.id", "there is no ancestor '" + id + "'; upload it with PUT /ancestors/" + id));
        int imageSize = request.dataset().imageSize();
        if (ancestor.architecture() instanceof VitArchitecture vit && imageSize % vit.patchSize() != 0) {
            throw ProblemException.unusable(
                    "dataset.image_size",
                    imageSize + ", but ancestor '" + id + "' cuts images into patches of " + vit.patchSize()
                            + " pixels; give " + vit.imageSize() + " or another multiple of that");
        }
        String refusal = ancestor.refusal(datasets.classes(request.dataset()), imageSize);
        if (refusal != null) {
            throw ProblemException.unusable("ancestor.id", refusal);
        }
    }
}

package io.learngene.method.sws;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.job.DistillJob;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Intake;
import io.learngene.method.Shelves;

/** Takes requests for families. */
final class FamilyIntake implements Intake<FamilyRequest> {

    @Override
    public Class<FamilyRequest> type() {
        return FamilyRequest.class;
    }

    @Override
    public String collection() {
        return "families";
    }

    @Override
    public JobSpec first(FamilyRequest request, Shelves shelves) {
        FamilyRequest pinned = request.accepted(shelves.pin(request.dataset()));
        String id = pinned.ancestor().id();
        if (id != null) {
            check(pinned, id, shelves);
        }
        return new DistillJob(pinned);
    }

    private static void check(FamilyRequest request, String id, Shelves shelves) {
        AncestorManifest ancestor = shelves.ancestor(id)
                .orElseThrow(() -> new InvalidFieldException(
                        "ancestor.id", id, "there is no such ancestor; upload it with PUT /ancestors/" + id));
        int imageSize = request.dataset().imageSize();
        if (ancestor.architecture() instanceof VitArchitecture vit && imageSize % vit.patchSize() != 0) {
            throw new InvalidFieldException(
                    "dataset.image_size",
                    imageSize,
                    "ancestor '" + id + "' cuts images into patches of " + vit.patchSize() + " pixels; give "
                            + vit.imageSize() + " or another multiple of that");
        }
        String refusal = ancestor.refusal(shelves.classes(request.dataset()), imageSize);
        if (refusal != null) {
            throw new InvalidFieldException("ancestor.id", id, refusal);
        }
    }
}

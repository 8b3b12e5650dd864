package io.learngene.gateway.submission;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Initialisation;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.ExpandRequest;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.family.TuneRequest;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.TuneJob;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.expansion.Expansion;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/** More work on what a family has made: further descendants of its learngene, and tuning on other images. */
@ApplicationScoped
public class MoreWork {

    private final Families families;
    private final Datasets datasets;
    private final Catalogue catalogue;
    private final Admission admission;
    private final Idempotency idempotency;
    private final InstantSource clock;

    MoreWork(
            Families families,
            Datasets datasets,
            Catalogue catalogue,
            Admission admission,
            Idempotency idempotency,
            InstantSource clock) {
        this.clock = clock;
        this.families = families;
        this.datasets = datasets;
        this.catalogue = catalogue;
        this.admission = admission;
        this.idempotency = idempotency;
    }

    /**
     * @param id learngene, which is its family's id
     * @param request the descendants that are wanted
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> expand(String id, ExpandRequest request, String idempotencyKey) {
        String scope = "learngenes/" + id + "/descendants";
        return idempotency.once(scope, idempotencyKey, request, () -> decide(id, request));
    }

    private Idempotency.Decision decide(String id, ExpandRequest request) {
        LearngeneManifest learngene = catalogue.learngene(id);
        Optional<FamilyRequest> family = wanted(id)
                .map(FamilyState::request)
                .filter(FamilyRequest.class::isInstance)
                .map(FamilyRequest.class::cast);
        // Refuses here what no worker could do.
        Expansion.resolve(learngene.architecture(), learngene.repeats().stages(), request.targets());
        TrainingRecipe tuning = TrainingRecipe.complete(
                request.tuning(), family.map(FamilyRequest::tuning).orElse(TrainingRecipe.TUNING));
        boolean needsAncestor =
                request.tuningDistillation() != null || request.baselines().scratchDistilled() != null;
        if (needsAncestor && learngene.ancestorId() == null) {
            throw ProblemException.unusable(
                    "tuning_distillation",
                    "learngene " + id + " does not say which ancestor it has; leave it and scratch_distilled out");
        }
        ExpandRequest complete = new ExpandRequest(
                request.targets(),
                tuning,
                request.tuningDistillation(),
                request.baselines().withDefaults(tuning),
                request.materialise());
        DatasetSelection dataset =
                family.map(FamilyRequest::dataset).orElse(learngene.provenance().dataset());
        long seed =
                family.map(FamilyRequest::seed).orElse(learngene.provenance().seed());
        admission.check(learngene, complete, dataset);
        Job<JobSpec> job = Job.first(id, clock.instant(), new ExpandJob(Ids.random(), complete, dataset, seed));
        return new Idempotency.Decision(new Accepted(id, job.id(), null), job);
    }

    /**
     * @param family family
     * @param request what to tune on which images
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> tune(String family, TuneRequest request, String idempotencyKey) {
        String scope = "families/" + family + "/tunings";
        return idempotency.once(scope, idempotencyKey, request, () -> decide(family, request));
    }

    private Idempotency.Decision decide(String family, TuneRequest request) {
        wanted(family).orElseThrow(() -> ProblemException.notFound("family " + family));
        DatasetSelection dataset = datasets.pin(request.dataset(), "dataset");
        Origin start;
        VitArchitecture from;
        if (request.from() == TuneRequest.From.MODEL) {
            ModelManifest model = catalogue.model(family, TuneJob.MODELS, request.source());
            start = new Origin.Model(StoreKeys.modelManifest(family, TuneJob.MODELS, model.name()));
            from = model.architecture();
        } else {
            Initialisation initialisation = catalogue.initialisation(family, request.source());
            start = new Origin.Learngene(initialisation.learngene(), initialisation.layersSource());
            from = initialisation.architecture();
        }
        if (dataset.imageSize() % from.patchSize() != 0) {
            throw ProblemException.unusable(
                    "dataset.image_size",
                    dataset.imageSize() + ", but " + request.source() + " cuts images into patches of "
                            + from.patchSize() + " pixels; give " + from.imageSize() + " or another multiple of that");
        }
        admission.check(from, dataset, request.tuning());
        String name =
                request.source().substring(0, Math.min(50, request.source().length())) + "-" + Ids.random();
        TuneJob spec =
                new TuneJob(name, TuneJob.MODELS, from, start, dataset, request.tuning(), null, request.seed(), null);
        Job<JobSpec> job = Job.first(family, clock.instant(), spec);
        return new Idempotency.Decision(new Accepted(family, job.id(), name), job);
    }

    private Optional<FamilyState> wanted(String family) {
        Optional<FamilyState> state = families.find(family);
        if (state.isPresent() && state.get().cancelled().contains(family)) {
            throw ProblemException.conflict("family " + family + " was cancelled; submit it again as a new family");
        }
        return state;
    }
}

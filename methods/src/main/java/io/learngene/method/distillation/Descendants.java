package io.learngene.method.distillation;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Continuation;
import io.learngene.method.DistilledIntake;
import io.learngene.method.DistilledRequest;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.Fit;
import io.learngene.method.Intake;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Shelves;
import java.util.List;
import java.util.Optional;

/** Takes requests for more descendants of a learngene. */
final class Descendants implements Continuation<ExpandRequest, ExpandJob> {

    @Override
    public Class<ExpandRequest> type() {
        return ExpandRequest.class;
    }

    @Override
    public String collection() {
        return "descendants";
    }

    @Override
    public boolean fits(String family, Shelves shelves) {
        return find(family, shelves).isPresent();
    }

    @Override
    public ExpandJob job(ExpandRequest request, String family, String id, Shelves shelves) {
        LearngeneManifest learngene = learngene(family, shelves);
        Optional<DistilledRequest> asked = shelves.request(family)
                .filter(DistilledRequest.class::isInstance)
                .map(DistilledRequest.class::cast);
        boolean needsAncestor =
                request.tuningDistillation() != null || request.baselines().scratchDistilled() != null;
        if (needsAncestor && learngene.teacher().id() == null) {
            throw new InvalidFieldException(
                    "tuning_distillation",
                    "learngene " + family + " does not say which ancestor it has",
                    "leave it and scratch_distilled out");
        }
        DatasetSelection dataset = asked.map(DistilledRequest::dataset)
                .orElseGet(() -> learngene.provenance().dataset());
        TrainingRecipe tuning = TrainingRecipe.complete(
                request.tuning(),
                asked.map(DistilledRequest::tuning).orElseGet(() -> TrainingRecipe.tuning(dataset.imageSize())));
        if (request.fit() != null) {
            Check.that(
                    learngene.by().fits(),
                    "fit",
                    "a fit",
                    "models of a learngene of " + learngene.by().name() + " have nothing to fit; leave it out");
            Fit.check(request.fit().steps(), tuning, "fit.steps");
        }
        ExpandRequest complete = new ExpandRequest(
                request.targets(),
                tuning,
                request.tuningDistillation(),
                request.baselines().withDefaults(tuning),
                request.materialise(),
                request.fit() != null
                        ? request.fit()
                        : asked.map(DistilledRequest::fit).orElse(null),
                request.priority());
        return new ExpandJob(
                id, complete, dataset, asked.map(DistilledRequest::seed).orElseGet(() -> learngene
                        .provenance()
                        .seed()));
    }

    @Override
    public Priority priority(ExpandRequest request) {
        return request.priority();
    }

    @Override
    public List<Intake.Training> trainings(ExpandJob job, String family, Shelves shelves) {
        LearngeneManifest learngene = learngene(family, shelves);
        ExpandRequest request = job.request();
        DistilledIntake.checkTaught(request.tuning(), request.tuningDistillation(), request.baselines());
        return DistilledIntake.descendants(
                learngene.by(),
                learngene.architecture(),
                learngene.repeats(),
                request.targets(),
                request.tuning(),
                request.baselines());
    }

    @Override
    public DatasetSelection dataset(ExpandJob job) {
        return job.dataset();
    }

    private static LearngeneManifest learngene(String family, Shelves shelves) {
        return find(family, shelves).orElseThrow();
    }

    private static Optional<LearngeneManifest> find(String family, Shelves shelves) {
        return shelves.result(StoreKeys.learngeneManifest(family))
                .filter(LearngeneManifest.class::isInstance)
                .map(LearngeneManifest.class::cast);
    }
}

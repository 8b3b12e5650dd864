package io.learngene.method.sws;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.method.Intake;
import io.learngene.method.Shelves;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

    @Override
    public List<Training> trainings(FamilyRequest request, Shelves shelves) {
        int classes = shelves.classes(request.dataset()).size();
        int imageSize = request.dataset().imageSize();
        List<Training> trainings = new ArrayList<>();
        AncestorChoice.Train trained = request.ancestor().train();
        if (trained != null) {
            trainings.add(new Training(
                    trained.model().architecture(classes, imageSize), trained.training(), "ancestor.train"));
        }
        VitArchitecture auxiliary = request.auxiliary().architecture(classes, imageSize);
        int stages = request.auxiliary().repeats().stages();
        int deepest = Math.max(auxiliary.depth(), deepest(request.distillation().elastic(), stages));
        trainings.add(new Training(
                auxiliary.withDepth(deepest), request.distillation().training(), "distillation.training"));
        trainings.addAll(descendants(auxiliary, stages, request.targets(), request.tuning(), request.baselines()));
        return trainings;
    }

    /** {@return the trainings of the deepest descendant; also refuses a target that no descendant meets} */
    static List<Training> descendants(
            VitArchitecture auxiliary, int stages, List<Target> targets, TrainingRecipe tuning, Baselines baselines) {
        VitArchitecture deepest = Expansion.resolve(auxiliary, stages, targets).stream()
                .map(Descendant::architecture)
                .max(Comparator.comparingInt(VitArchitecture::depth))
                .orElseThrow();
        List<Training> trainings = new ArrayList<>();
        add(trainings, deepest, tuning, "tuning");
        add(trainings, deepest, baselines.scratch(), "baselines.scratch");
        add(trainings, deepest, baselines.scratchDistilled(), "baselines.scratch_distilled");
        add(trainings, deepest, baselines.selectedLayers(), "baselines.selected_layers");
        return trainings;
    }

    private static void add(List<Training> trainings, VitArchitecture network, TrainingRecipe recipe, String field) {
        if (recipe != null) {
            trainings.add(new Training(network, recipe, field));
        }
    }

    private static int deepest(ElasticStages elastic, int stages) {
        if (elastic == null) {
            return 0;
        }
        int most = elastic.depths() != null
                ? elastic.depths().get(1)
                : stages * elastic.repeats().get(1);
        return Math.min(VitArchitecture.MAX_DEPTH, most);
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

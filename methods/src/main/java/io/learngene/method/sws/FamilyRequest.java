package io.learngene.method.sws;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.AncestorChoice;
import io.learngene.method.Attention;
import io.learngene.method.Baselines;
import io.learngene.method.DistillationRecipe;
import io.learngene.method.DistilledRequest;
import java.util.List;

/**
 * One family: from an ancestor and a dataset to a learngene and tuned descendants of several depths. Only the dataset is
 * required.
 *
 * @param name human name and prefix of the family's id; default {@code family}
 * @param dataset images to train and test on
 * @param ancestor the teacher; default: a small ResNet is trained
 * @param auxiliary the auxiliary model; default {@link AuxiliaryModel#DEFAULT}
 * @param distillation recipe of phase 1
 * @param targets the descendants that are wanted; default five depths from S to one and a half times the auxiliary model's
 * @param tuning recipe of the descendants' tuning; default {@link TrainingRecipe#tuning}
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param seed decides every random choice of the family; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(FamilyRequest.METHOD)
public record FamilyRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryModel auxiliary,
        DistillationRecipe distillation,
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Long seed,
        Priority priority)
        implements DistilledRequest {

    /** Name of the method: Stage-wise Weight Sharing. */
    public static final String METHOD = "sws";

    public FamilyRequest {
        name = DistilledRequest.checkedName(name, "family");
        Check.present("dataset", dataset);
        int imageSize = dataset.imageSize();
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(imageSize);
        auxiliary = auxiliary == null ? AuxiliaryModel.DEFAULT : auxiliary;
        distillation = DistillationRecipe.complete(
                distillation,
                imageSize,
                auxiliary.repeats().stages(),
                auxiliary.repeats().depth());
        Attention.check(distillation.attention(), auxiliary.dim());
        targets = targets == null
                ? DistilledRequest.defaultTargets(
                        auxiliary.repeats().stages(), auxiliary.repeats().depth())
                : DistilledRequest.checkedTargets(targets);
        int stages = auxiliary.repeats().stages();
        for (int i = 0; i < targets.size(); i++) {
            List<Integer> source = targets.get(i).layersSource();
            Check.that(
                    source == null || source.stream().allMatch(s -> s < stages),
                    "targets[" + i + "].layers_source",
                    source,
                    "stages are counted from 0 to " + (stages - 1));
        }
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(imageSize));
        baselines = baselines == null ? Baselines.NONE : baselines.withDefaults(tuning);
        seed = seed == null ? 42L : seed;
        Check.that(
                dataset.imageSize() % auxiliary.patchSize() == 0,
                "auxiliary.patch_size",
                auxiliary.patchSize(),
                "it has to divide dataset.image_size, which is " + dataset.imageSize());
    }

    /**
     * Elastic stages, mimetic attention and how the rest is drawn are filled in here and not in the constructor, because a job without them means plain SWS:
     * jobs were written before they were the default.
     */
    @Override
    public FamilyRequest accepted(DatasetSelection pinned) {
        return new FamilyRequest(
                name,
                pinned,
                ancestor,
                auxiliary,
                distillation.sharingByDefault(auxiliary.dim()),
                targets,
                tuning,
                tuningDistillation,
                baselines,
                seed,
                priority);
    }

    @Override
    public VitArchitecture auxiliary(int classes, int imageSize) {
        return auxiliary.architecture(classes, imageSize);
    }

    @Override
    public StageSchedule repeats() {
        return auxiliary.repeats();
    }
}

package io.learngene.method.fine;

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
import io.learngene.method.AuxiliaryShape;
import io.learngene.method.Baselines;
import io.learngene.method.DistillationRecipe;
import io.learngene.method.DistilledRequest;
import io.learngene.method.Fit;
import java.util.List;

/**
 * One family of shared singular vectors: from an ancestor and a dataset to a learngene of factors, and models of several depths whose singular
 * values are fitted before their tuning. Only the dataset is required.
 *
 * @param name human name and prefix of the family's id; default {@code fine}
 * @param dataset images to train and test on
 * @param ancestor the teacher; default: a small ResNet is trained
 * @param auxiliary the auxiliary model; default {@link AuxiliaryShape#DEFAULT}
 * @param rank columns of U and V, the freedom of a layer; default the auxiliary model's width
 * @param distillation recipe of phase 1; nothing of it is elastic
 * @param fit how the singular values of a model are fitted; default {@link Fit}
 * @param targets the descendants that are wanted, depths or budgets; default five depths up to one and a half times the auxiliary model's
 * @param tuning recipe of the descendants' tuning; default {@link TrainingRecipe#tuning}
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param seed decides every random choice of the family; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(FineRequest.METHOD)
public record FineRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryShape auxiliary,
        Integer rank,
        DistillationRecipe distillation,
        Fit fit,
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Long seed,
        Priority priority)
        implements DistilledRequest {

    /** Name of the method. */
    public static final String METHOD = "fine";

    /** Largest rank. */
    static final int MOST_RANK = 8192;

    /** Layers of the shallowest network that is wanted where nothing is said. */
    private static final int SHALLOWEST = 2;

    public FineRequest {
        name = DistilledRequest.checkedName(name, METHOD);
        Check.present("dataset", dataset);
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(dataset.imageSize());
        auxiliary = auxiliary == null ? AuxiliaryShape.DEFAULT : auxiliary;
        auxiliary.checkImages(dataset.imageSize());
        rank = rank == null ? auxiliary.dim() : rank;
        Check.range("rank", rank, 1, MOST_RANK);
        Check.that(
                distillation == null || distillation.elastic() == null,
                "distillation.elastic",
                "elastic steps",
                "every layer has singular values of its own, which a drawn depth would leave out; leave it out");
        distillation = DistillationRecipe.complete(distillation, dataset.imageSize(), SHALLOWEST, auxiliary.depth());
        distillation.checkNoAttention("distillation", "factors are trained, of which every weight is made");
        fit = fit == null ? new Fit(null, null, null) : fit;
        targets = targets == null
                ? DistilledRequest.defaultTargets(SHALLOWEST, auxiliary.depth())
                : DistilledRequest.checkedTargets(targets);
        checkTargets(targets);
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(dataset.imageSize()));
        Fit.check(fit.steps(), tuning, "fit.steps");
        baselines = baselines == null ? Baselines.NONE : baselines.withDefaults(tuning);
        seed = seed == null ? 42L : seed;
    }

    /** Refuses what needs stages. */
    static void checkTargets(List<Target> targets) {
        DistilledRequest.checkNoStages(targets, "shared singular vectors have no stages");
    }

    @Override
    public VitArchitecture auxiliary(int classes, int imageSize) {
        return auxiliary.architecture(classes, imageSize);
    }

    @Override
    public StageSchedule repeats() {
        return null;
    }

    @Override
    public FineRequest accepted(DatasetSelection pinned) {
        return new FineRequest(
                name,
                pinned,
                ancestor,
                auxiliary,
                rank,
                distillation,
                fit,
                targets,
                tuning,
                tuningDistillation,
                baselines,
                seed,
                priority);
    }
}

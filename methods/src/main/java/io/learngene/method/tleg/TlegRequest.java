package io.learngene.method.tleg;

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
import io.learngene.method.ElasticStages;
import java.util.List;

/**
 * One family by linear expansion: from an ancestor and a dataset to a learngene of two blocks, and tuned descendants of several depths. Only
 * the dataset is required.
 *
 * @param name human name and prefix of the family's id; default {@code tleg}
 * @param dataset images to train and test on
 * @param ancestor the teacher; default: a small ResNet is trained
 * @param auxiliary the auxiliary model; default {@link AuxiliaryShape#DEFAULT}
 * @param distillation recipe of phase 1; its elastic steps draw depths
 * @param targets the descendants that are wanted, depths or budgets; default five depths up to one and a half times the auxiliary model's
 * @param tuning recipe of the descendants' tuning; default {@link TrainingRecipe#tuning}
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param seed decides every random choice of the family; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(TlegRequest.METHOD)
public record TlegRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryShape auxiliary,
        DistillationRecipe distillation,
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Long seed,
        Priority priority)
        implements DistilledRequest {

    /** Name of the method. */
    public static final String METHOD = "tleg";

    /** Blocks that are stored, and so layers of the shallowest network that is drawn and wanted where nothing is said. */
    private static final int STORED_BLOCKS = 2;

    public TlegRequest {
        name = DistilledRequest.checkedName(name, METHOD);
        Check.present("dataset", dataset);
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(dataset.imageSize());
        auxiliary = auxiliary == null ? AuxiliaryShape.DEFAULT : auxiliary;
        auxiliary.checkImages(dataset.imageSize());
        distillation = DistillationRecipe.complete(distillation, dataset.imageSize(), STORED_BLOCKS, auxiliary.depth());
        distillation.checkNoAttention("distillation", "linear expansion trains two blocks that every layer is made of");
        ElasticStages elastic = distillation.elastic();
        Check.that(
                elastic == null || elastic.repeats() == null,
                "distillation.elastic.repeats",
                elastic == null ? null : elastic.repeats(),
                "linear expansion has no stages to repeat; give depths");
        Double layerDecay = distillation.training().rates().layerDecay();
        Check.that(
                layerDecay == null,
                "distillation.training.layer_decay",
                layerDecay,
                "linear expansion trains two blocks that every layer is made of; leave it out");
        targets = targets == null
                ? DistilledRequest.defaultTargets(STORED_BLOCKS, auxiliary.depth())
                : DistilledRequest.checkedTargets(targets);
        checkTargets(targets);
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(dataset.imageSize()));
        baselines = baselines == null ? Baselines.NONE : baselines.withDefaults(tuning);
        seed = seed == null ? 42L : seed;
    }

    /** Refuses what needs stages. */
    static void checkTargets(List<Target> targets) {
        DistilledRequest.checkNoStages(targets, "linear expansion has no stages");
    }

    @Override
    public VitArchitecture auxiliary(int classes, int imageSize) {
        return auxiliary.architecture(classes, imageSize);
    }

    @Override
    public StageSchedule repeats() {
        return null;
    }

    /** Depths are drawn unless the request says otherwise. */
    @Override
    public TlegRequest accepted(DatasetSelection pinned) {
        return new TlegRequest(
                name,
                pinned,
                ancestor,
                auxiliary,
                distillation.elasticByDefault(),
                targets,
                tuning,
                tuningDistillation,
                baselines,
                seed,
                priority);
    }
}

package io.learngene.method.wave;

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
 * One family of weight templates: from an ancestor and a dataset to a learngene of templates, and models of several depths and widths whose
 * scalers are fitted before their tuning. Only the dataset is required.
 *
 * @param name human name and prefix of the family's id; default {@code wave}
 * @param dataset images to train and test on
 * @param ancestor the teacher; default: a small ResNet is trained
 * @param auxiliary the auxiliary model; default {@link AuxiliaryShape#DEFAULT}
 * @param templates size and number of the templates; default as wide as a head, and together as large as a block
 * @param distillation recipe of phase 1; nothing of it is elastic
 * @param fit how the scalers of a model are fitted; default {@link Fit}
 * @param targets the descendants that are wanted, depths or budgets, each in any width of whole heads; default five depths up to one and a half
 *     times the auxiliary model's
 * @param tuning recipe of the descendants' tuning; default {@link TrainingRecipe#tuning}
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param seed decides every random choice of the family; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(WaveRequest.METHOD)
public record WaveRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryShape auxiliary,
        TemplateChoice templates,
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
    public static final String METHOD = "wave";

    /** Most templates of a kind: one block's worth of single channels in 64 heads. */
    static final int MOST_TEMPLATES = 4096;

    /** Layers of the shallowest network that is wanted where nothing is said. */
    private static final int SHALLOWEST = 2;

    /**
     * The templates of each kind of matrix.
     *
     * @param size width of the stream that a template is made for; divides the width of a head; default that
     * @param count how many; default as many as are together as large as the auxiliary model's matrix, (dim / size) squared
     */
    public record TemplateChoice(Integer size, Integer count) {
        public TemplateChoice {
            Check.range("size", size, 1, 4096);
            Check.range("count", count, 1, MOST_TEMPLATES);
        }

        private TemplateChoice completed(AuxiliaryShape auxiliary) {
            int head = auxiliary.dim() / auxiliary.heads();
            int chosen = size == null ? head : size;
            Check.that(
                    head % chosen == 0,
                    "templates.size",
                    chosen,
                    "it has to divide the width of a head, which is " + head
                            + ", so that models of any number of heads are made of whole templates");
            Check.that(
                    chosen * auxiliary.mlpRatio() == Math.rint(chosen * auxiliary.mlpRatio()),
                    "templates.size",
                    chosen,
                    "times auxiliary.mlp_ratio, " + auxiliary.mlpRatio() + ", it has to be whole");
            int scale = auxiliary.dim() / chosen;
            return new TemplateChoice(chosen, count == null ? Math.min(MOST_TEMPLATES, scale * scale) : count);
        }
    }

    public WaveRequest {
        name = DistilledRequest.checkedName(name, METHOD);
        Check.present("dataset", dataset);
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(dataset.imageSize());
        auxiliary = auxiliary == null ? AuxiliaryShape.DEFAULT : auxiliary;
        auxiliary.checkImages(dataset.imageSize());
        templates = (templates == null ? new TemplateChoice(null, null) : templates).completed(auxiliary);
        Check.that(
                distillation == null || distillation.elastic() == null,
                "distillation.elastic",
                "elastic steps",
                "every layer has scalers of its own, which a drawn depth would leave out; leave it out");
        distillation = DistillationRecipe.complete(distillation, dataset.imageSize(), SHALLOWEST, auxiliary.depth());
        distillation.checkNoAttention("distillation", "templates are trained, of which every weight is made");
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
        DistilledRequest.checkNoStages(targets, "templates have no stages");
    }

    /** {@return whether models of the shape are made of whole templates of that size and so many hidden neurons} */
    static boolean fits(VitArchitecture auxiliary, long size, long hidden) {
        return size >= 1
                && auxiliary.dim() / auxiliary.heads() % size == 0
                && hidden * auxiliary.dim() == size * auxiliary.hidden();
    }

    Templates rule() {
        return new Templates(
                templates.count(), templates.size(), (int) Math.rint(templates.size() * auxiliary.mlpRatio()));
    }

    @Override
    public VitArchitecture auxiliary(int classes, int imageSize) {
        return auxiliary.architecture(classes, imageSize);
    }

    @Override
    public StageSchedule repeats() {
        return null;
    }

    /** What templates begin as is drawn by Xavier's rule unless the request says otherwise. */
    @Override
    public WaveRequest accepted(DatasetSelection pinned) {
        return new WaveRequest(
                name,
                pinned,
                ancestor,
                auxiliary,
                templates,
                distillation.xavierByDefault(),
                fit,
                targets,
                tuning,
                tuningDistillation,
                baselines,
                seed,
                priority);
    }
}

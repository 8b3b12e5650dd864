package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;

/**
 * More descendants of a learngene that exists.
 *
 * @param targets depths or budgets
 * @param tuning recipe of their tuning; missing fields as in the family's own; {@code epochs: 0} stops at the initialisation
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param materialise whether complete weight files of the initialisations are stored too; default false
 * @param fit what is fitted of a model before its tuning, by a method that leaves something to fit; default the family's own
 * @param priority whose jobs are taken first; null for normal priority
 */
public record ExpandRequest(
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Boolean materialise,
        Fit fit,
        Priority priority) {
    @JsonCreator
    public ExpandRequest {
        targets = DistilledRequest.checkedTargets(targets);
        baselines = baselines == null ? Baselines.NONE : baselines;
        materialise = materialise != null && materialise;
    }

    /**
     * @param request a complete request
     * @return what it wants of its learngene
     */
    public static ExpandRequest of(DistilledRequest request) {
        return new ExpandRequest(
                request.targets(),
                request.tuning(),
                request.tuningDistillation(),
                request.baselines(),
                false,
                request.fit(),
                null);
    }

    /**
     * Without a fit.
     *
     * @param targets depths or budgets
     * @param tuning recipe of their tuning
     * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
     * @param baselines comparisons; default none
     * @param materialise whether complete weight files of the initialisations are stored too; default false
     */
    public ExpandRequest(
            List<Target> targets,
            TrainingRecipe tuning,
            TeacherLoss tuningDistillation,
            Baselines baselines,
            Boolean materialise) {
        this(targets, tuning, tuningDistillation, baselines, materialise, null, null);
    }
}

package io.learngene.method;

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
 */
public record ExpandRequest(
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Boolean materialise) {
    public ExpandRequest {
        targets = DistilledRequest.checkedTargets(targets);
        baselines = baselines == null ? Baselines.NONE : baselines;
        materialise = materialise != null && materialise;
    }
}

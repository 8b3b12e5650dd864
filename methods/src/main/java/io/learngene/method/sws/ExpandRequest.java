package io.learngene.method.sws;

import io.learngene.contracts.Check;
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
        Check.present("targets", targets);
        Check.that(
                !targets.isEmpty()
                        && targets.size() <= FamilyRequest.MAX_TARGETS
                        && targets.stream().allMatch(t -> t != null),
                "targets",
                targets.size() + " targets",
                "give 1 to " + FamilyRequest.MAX_TARGETS + " depths or budgets");
        targets = List.copyOf(targets);
        baselines = baselines == null ? Baselines.NONE : baselines;
        materialise = materialise != null && materialise;
    }
}

package io.learngene.contracts.artefact;

import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.TeacherLoss;

/**
 * An ancestor that a model listens to while it is tuned.
 *
 * @param ancestor its id in the store
 * @param loss how much it counts
 * @param answersSeed decides the images instead of the job's seed, where its answers are stored, so that they can be those of the
 *     distillation; null for the job's own
 */
public record TuningTeacher(String ancestor, TeacherLoss loss, Long answersSeed) {
    public TuningTeacher {
        Project.checkId("ancestor", ancestor);
        loss = loss == null ? new TeacherLoss(null, null, null) : loss;
    }
}

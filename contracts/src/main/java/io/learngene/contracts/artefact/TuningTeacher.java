package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.TeacherLoss;

/**
 * An ancestor that a model listens to while it is tuned.
 *
 * @param ancestor its id in the store
 * @param loss how much it counts
 */
public record TuningTeacher(String ancestor, TeacherLoss loss) {
    public TuningTeacher {
        Check.name("ancestor", ancestor);
        loss = loss == null ? new TeacherLoss(null, null, null) : loss;
    }
}

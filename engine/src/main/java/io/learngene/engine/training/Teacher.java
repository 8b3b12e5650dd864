package io.learngene.engine.training;

import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.network.Classifier;

/**
 * The ancestor of a distillation and the loss that listens to it.
 *
 * @param answers the ancestor, or what it answered before
 * @param loss how much they count
 */
public record Teacher(Answers answers, TeacherLoss loss) {

    /**
     * @param classifier the ancestor
     * @param loss how much it counts
     * @return the teacher
     */
    public static Teacher of(Classifier classifier, TeacherLoss loss) {
        return new Teacher(new Answers.Asked(classifier), loss);
    }
}

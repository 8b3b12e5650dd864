package io.learngene.engine.training;

import io.learngene.contracts.recipe.DistillationRecipe;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.network.Network;

/**
 * The ancestor of a distillation and the loss that listens to it.
 *
 * @param network the ancestor; stays open as long as the training runs
 * @param alpha weight of its answers against the labels
 * @param tau temperature
 * @param klReduction what the summed divergence is divided by
 */
public record Teacher(Network network, double alpha, double tau, KlReduction klReduction) {

    /**
     * @param network the ancestor
     * @param recipe a complete recipe
     * @return the teacher
     */
    public static Teacher of(Network network, DistillationRecipe recipe) {
        return new Teacher(network, recipe.alpha(), recipe.tau(), recipe.klReduction());
    }

    /**
     * @param network the ancestor
     * @param loss how much it counts
     * @return the teacher
     */
    public static Teacher of(Network network, TeacherLoss loss) {
        return new Teacher(network, loss.alpha(), loss.tau(), loss.klReduction());
    }
}

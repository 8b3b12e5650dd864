package io.learngene.engine.network;

import io.learngene.contracts.recipe.KlReduction;
import io.learngene.engine.tensor.Tensor;

/** What a training step makes smaller. */
public sealed interface Objective {

    /** {@return probability mass that the label loss spreads over all classes} */
    double labelSmoothing();

    /**
     * Cross entropy with the labels.
     *
     * @param labelSmoothing probability mass spread over all classes
     */
    record CrossEntropy(double labelSmoothing) implements Objective {}

    /**
     * {@code (1 - alpha) CE + alpha tau^2 KL(teacher || student)} (SWS, equation 2).
     *
     * @param targets the teacher's answers
     * @param alpha weight of the teacher against the labels
     * @param tau temperature
     * @param klReduction what the summed divergence is divided by
     * @param labelSmoothing of the label loss
     */
    record Distillation(Targets targets, double alpha, double tau, KlReduction klReduction, double labelSmoothing)
            implements Objective {}

    /** Where a teacher's logits come from. */
    sealed interface Targets {
        /**
         * A classifier that sees exactly the student's images, in evaluation mode, without gradients.
         *
         * @param classifier the teacher; same device as the student
         */
        record Teacher(Classifier classifier) implements Targets {}

        /**
         * Logits computed before.
         *
         * @param logits [B, K], F32
         */
        record Given(Tensor logits) implements Targets {}
    }
}

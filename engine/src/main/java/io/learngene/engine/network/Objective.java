package io.learngene.engine.network;

import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** What a training step makes smaller. */
public sealed interface Objective {

    /** Names of the numbers, as the programs know them. */
    List<String> NUMBERS = List.of("label_smoothing", "binary", "alpha", "tau", "per_element");

    /** {@return probability mass that the label loss spreads over all classes} */
    double labelSmoothing();

    /** {@return the numbers by name; those that are not there are 0} */
    Map<String, Double> numbers();

    /** {@return the teacher's answers} */
    Targets targets();

    /**
     * Cross entropy with the labels.
     *
     * @param labelSmoothing probability mass spread over all classes
     */
    record CrossEntropy(double labelSmoothing) implements Objective {
        @Override
        public Map<String, Double> numbers() {
            return Map.of("label_smoothing", labelSmoothing);
        }

        @Override
        public Targets targets() {
            return Targets.NONE;
        }
    }

    /**
     * Binary cross entropy of each class with the labels, the mean over images and classes.
     *
     * @param labelSmoothing probability mass spread over all classes
     */
    record BinaryCrossEntropy(double labelSmoothing) implements Objective {
        @Override
        public Map<String, Double> numbers() {
            return Map.of("label_smoothing", labelSmoothing, "binary", 1.0);
        }

        @Override
        public Targets targets() {
            return Targets.NONE;
        }
    }

    /**
     * {@code (1 - alpha) CE + alpha tau^2 KL(teacher || student)} (SWS, equation 2); where an image has any number of classes, the same of
     * every class by itself, with its binary cross entropy.
     *
     * @param targets the teacher's answers
     * @param loss how much they count
     * @param labelSmoothing of the label loss
     */
    record Distillation(Targets targets, TeacherLoss loss, double labelSmoothing) implements Objective {
        @Override
        public Map<String, Double> numbers() {
            return Map.of(
                    "label_smoothing",
                    labelSmoothing,
                    "alpha",
                    loss.alpha(),
                    "tau",
                    loss.tau(),
                    "per_element",
                    loss.klReduction() == KlReduction.ELEMENTS ? 1.0 : 0.0);
        }
    }

    /** Where a teacher's logits come from. */
    sealed interface Targets {

        /** No teacher. */
        Targets NONE = new None();

        /** No teacher. */
        record None() implements Targets {}

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

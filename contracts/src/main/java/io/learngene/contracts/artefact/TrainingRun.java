package io.learngene.contracts.artefact;

import java.util.List;

/**
 * One training that a result tells of, as reports show it.
 *
 * @param group what was trained: {@code ancestor}, {@code learngene}, {@code models} or a baseline
 * @param name its name
 * @param depth its layers; null if that says nothing about it
 * @param parameters its parameters; null if they are not known
 * @param history its epochs
 * @param samples images that it has seen, each as often as it was seen
 * @param seconds wall-clock seconds of training, evaluation not counted
 * @param flops operations of training; null if nobody knows them
 * @param counted whether it is part of what the family cost; what was there before, such as an ancestor, is not
 */
public record TrainingRun(
        String group,
        String name,
        Integer depth,
        Long parameters,
        List<EpochResult> history,
        double samples,
        double seconds,
        Double flops,
        boolean counted) {

    /** {@return its epochs} */
    public int epochs() {
        return TrainingCost.epochs(history);
    }
}

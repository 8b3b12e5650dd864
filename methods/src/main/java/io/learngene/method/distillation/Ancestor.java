package io.learngene.method.distillation;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.method.answers.AncestorFile;
import io.learngene.worker.AncestorLoader;
import java.util.List;

/**
 * A teacher, at hand.
 *
 * @param id its id in the store
 * @param file what decides its answers
 * @param loader makes it ready to be asked
 * @param tested how it answered these test images at the end of its training; null if it was not trained for them
 * @param history how it was trained; empty if it was given
 * @param seconds seconds of its training; 0 if it was given
 * @param passes how often it saw the training images; null where that is its epochs
 * @param imageFlops operations of training it with one image; null if it was given
 */
record Ancestor(
        String id,
        AncestorFile file,
        AncestorLoader loader,
        Judged tested,
        List<EpochResult> history,
        double seconds,
        Double passes,
        Double imageFlops) {}

package io.learngene.engine.training;

import io.learngene.contracts.artefact.EpochResult;

/** Hears how a training goes, on the thread that trains. */
public interface TrainingListener {

    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * About once a second.
     *
     * @param progress where it stands
     */
    default void progress(Progress progress) {}

    /**
     * After every epoch, and before the first with epoch 0.
     *
     * @param result the new row of the history
     */
    default void epoch(EpochResult result) {}

    /**
     * Something is wrong that training goes on without.
     *
     * @param message what
     */
    default void warning(String message) {}
}

package io.learngene.engine.training;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.recipe.Precision;

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
     * After every step of training.
     *
     * @param images images of its batch
     * @param seconds wall-clock seconds that it took
     * @param waited how many of them it waited for its images
     */
    default void step(int images, double seconds, double waited) {}

    /**
     * After every epoch, and before the first with epoch 0.
     *
     * @param result the new row of the history
     */
    default void epoch(EpochResult result) {}

    /**
     * A damaged checkpoint is passed over; training goes on from an older one, or begins anew.
     *
     * @param checkpoint name of its file
     * @param reason what is wrong with it
     */
    default void checkpointPassedOver(String checkpoint, String reason) {}

    /**
     * Classes are made to count the same.
     *
     * @param perClass for each class its training images
     */
    default void balanced(int[] perClass) {}

    /**
     * The device has no instructions for the precision and computes it in software, many times slower than fp32. Take fp32, or a
     * worker with an accelerator or with AVX-512 BF16 or AMX.
     *
     * @param precision the precision
     */
    default void precisionInSoftware(Precision precision) {}
}

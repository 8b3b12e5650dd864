package io.learngene.engine.training;

/** Training was asked to stop, wrote a checkpoint and stopped. */
public final class TrainingStoppedException extends RuntimeException {
    TrainingStoppedException(long step, long steps) {
        super("training stopped on request after step " + step + " of " + steps);
    }
}

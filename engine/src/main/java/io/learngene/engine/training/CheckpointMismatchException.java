package io.learngene.engine.training;

import java.nio.file.Path;

/** A checkpoint belongs to another run. */
public final class CheckpointMismatchException extends RuntimeException {

    private final String checkpoint;

    CheckpointMismatchException(Path file) {
        super("checkpoint " + file.getFileName() + " belongs to another run: architecture, recipe, seed or number of"
                + " images differ; resume with those it was written with, or remove it to begin anew");
        this.checkpoint = file.getFileName().toString();
    }

    /** {@return name of its file} */
    public String checkpoint() {
        return checkpoint;
    }
}

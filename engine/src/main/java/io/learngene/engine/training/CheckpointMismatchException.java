package io.learngene.engine.training;

import io.learngene.engine.data.images.ImagesVersion;
import java.nio.file.Path;

/** A checkpoint belongs to another run. */
public final class CheckpointMismatchException extends RuntimeException {

    private final String checkpoint;

    private CheckpointMismatchException(Path file, String why) {
        super("checkpoint " + file.getFileName() + why);
        this.checkpoint = file.getFileName().toString();
    }

    static CheckpointMismatchException ofRun(Path file) {
        return new CheckpointMismatchException(
                file,
                " belongs to another run: architecture, recipe, seed or number of"
                        + " images differ; resume with those it was written with, or remove it to begin anew");
    }

    static CheckpointMismatchException ofImages(Path file, String version) {
        return new CheckpointMismatchException(
                file,
                " was trained on images of version " + version + " and this is version " + ImagesVersion.CURRENT
                        + ", which makes other pixels of the same files; resume with a build of that version, or remove it"
                        + " to begin anew");
    }

    /** {@return name of its file} */
    public String checkpoint() {
        return checkpoint;
    }
}

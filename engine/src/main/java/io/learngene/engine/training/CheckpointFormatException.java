package io.learngene.engine.training;

/** A checkpoint is damaged: it is no safetensors file, or lacks what belongs into it. */
final class CheckpointFormatException extends RuntimeException {
    CheckpointFormatException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}

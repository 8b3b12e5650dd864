package io.learngene.engine.safetensors;

/** A safetensors file is damaged or lies; the message names what is wrong with it. */
public final class SafetensorsException extends RuntimeException {
    /** @param message what is wrong with which file */
    public SafetensorsException(String message) {
        super(message);
    }
}

package io.learngene.engine.safetensors;

/** A safetensors file is damaged or lies; the message names what is wrong with it. */
public final class SafetensorsException extends RuntimeException {
    SafetensorsException(String message) {
        super(message);
    }
}

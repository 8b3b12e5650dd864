package io.learngene.engine.safetensors;

import io.learngene.contracts.Permanent;

/** A safetensors file is damaged or lies; the message names what is wrong with it. */
public final class SafetensorsException extends RuntimeException implements Permanent {
    /** @param message what is wrong with which file */
    public SafetensorsException(String message) {
        super(message);
    }
}

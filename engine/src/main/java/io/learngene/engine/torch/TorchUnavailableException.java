package io.learngene.engine.torch;

/** PyTorch's native library is missing or does not fit this machine; the message says what to do. */
public final class TorchUnavailableException extends RuntimeException {

    TorchUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

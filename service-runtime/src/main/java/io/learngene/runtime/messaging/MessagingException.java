package io.learngene.runtime.messaging;

/** The broker did not do what was asked; may pass. */
public final class MessagingException extends RuntimeException {
    MessagingException(String message, Throwable cause) {
        super(message, cause);
    }
}

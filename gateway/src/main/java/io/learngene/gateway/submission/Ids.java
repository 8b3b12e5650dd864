package io.learngene.gateway.submission;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random parts of the ids of what is accepted. Whoever repeats a request is told the same id by {@link Idempotency}. */
final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** {@return eight random hexadecimal digits} */
    static String random() {
        return HexFormat.of().toHexDigits(RANDOM.nextInt());
    }
}

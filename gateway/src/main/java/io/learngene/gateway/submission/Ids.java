package io.learngene.gateway.submission;

import io.learngene.contracts.Check;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of what is accepted: random, or decided by the caller's idempotency key. */
final class Ids {

    private static final int MOST_KEY = 200;

    private Ids() {}

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /** {@return eight hexadecimal digits that follow from the key} */
    static String of(String idempotencyKey) {
        Check.that(
                !idempotencyKey.isBlank() && idempotencyKey.length() <= MOST_KEY,
                "Idempotency-Key",
                idempotencyKey,
                "give 1 to " + MOST_KEY + " characters, or leave the header out");
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(idempotencyKey.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.learngene.contracts.access;

import io.learngene.contracts.Check;
import io.learngene.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its bearer has it: {@code lgf_}, twelve hexadecimal digits that name it, and 256 random bits in base64url. Its
 * beginning lets scanners of secrets find one in the wrong place.
 *
 * @param text the whole key, which is a secret
 */
public record AccessKey(String text) {

    private static final Pattern FORM = Pattern.compile("lgf_([0-9a-f]{12})_[A-Za-z0-9_-]{43}");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public AccessKey {
        // What is nearly a key is nearly a secret, and not repeated.
        Check.that(
                isOne(text), "key", "(not shown)", "give one as it was made: lgf_, twelve digits, _ and 43 characters");
    }

    /**
     * @param text what somebody sent
     * @return whether it has the form of a key
     */
    public static boolean isOne(String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /** {@return a key that nobody has} */
    public static AccessKey fresh() {
        String id = HexFormat.of().formatHex(random(ID_BYTES));
        return new AccessKey(
                "lgf_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES)));
    }

    /** {@return what names it; no secret} */
    public String id() {
        Matcher form = FORM.matcher(text);
        return form.matches() ? form.group(1) : "";
    }

    /**
     * What is kept of it, from which nobody gets the key back. A slow digest, as passwords need, would protect what can be guessed;
     * 256 random bits cannot.
     *
     * @return SHA-256 of the whole key
     */
    public String digest() {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return what it may be called in logs and messages} */
    @Override
    public String toString() {
        return "lgf_" + id();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}

package io.learngene.gateway.limit;

/**
 * Whose requests are counted together.
 *
 * @param by what the caller is known by
 * @param name that: the id of a key, issuer and subject of a token, an address
 */
public record Limited(By by, String name) {

    /** What a caller is known by. */
    public enum By {
        /** A key. */
        KEY,
        /** A token of an issuer. */
        TOKEN,
        /** An address, of whoever is not known by more. */
        ADDRESS
    }
}

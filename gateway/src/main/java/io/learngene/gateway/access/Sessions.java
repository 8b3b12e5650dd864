package io.learngene.gateway.access;

import jakarta.ws.rs.core.NewCookie;

/**
 * How a browser is signed in: its cookie is the key. Event streams and links send it where no script can add a header; no script can read
 * it, and no page of another site gets it sent. A session of its own would need a secret that all gateways share, and have the same rights.
 */
public final class Sessions {

    static final String COOKIE = "foundry-key";

    private Sessions() {}

    /**
     * @param key a key that was let in
     * @param encrypted whether the browser came over TLS
     * @return the cookie that keeps it until the browser ends
     */
    public static NewCookie open(String key, boolean encrypted) {
        return cookie(key, encrypted, NewCookie.DEFAULT_MAX_AGE);
    }

    /** {@return the cookie that takes it away} */
    public static NewCookie close() {
        return cookie("", false, 0);
    }

    private static NewCookie cookie(String value, boolean encrypted, int seconds) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(encrypted)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}

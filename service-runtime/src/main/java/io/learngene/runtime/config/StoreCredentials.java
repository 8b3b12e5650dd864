package io.learngene.runtime.config;

import java.net.URI;
import java.util.regex.Pattern;

/** Keeps the credentials of the local stack, which everybody knows, on this machine. */
public final class StoreCredentials {

    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private StoreCredentials() {}

    /**
     * @param store the store as it is configured
     * @throws IllegalStateException if a store elsewhere would be asked with the local stack's secret
     */
    public static void check(FoundryConfig.Store store) {
        String host = URI.create(store.endpoint()).getHost();
        boolean here = host != null && THIS_MACHINE.matcher(host).matches();
        if (!here && store.secretKey().equals(FoundryConfig.Store.LOCAL_SECRET_KEY)) {
            throw new IllegalStateException("foundry.store.secret-key is the local stack's, which everybody knows, and"
                    + " foundry.store.endpoint " + store.endpoint() + " is not on this machine; set"
                    + " foundry.store.access-key and foundry.store.secret-key to credentials of that store");
        }
    }
}

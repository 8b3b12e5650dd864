package io.learngene.gateway.quota;

import io.learngene.gateway.config.Settings;
import java.util.Map;

/** Projects that may have anything, for tests of other things. */
public final class NoQuotas {

    private NoQuotas() {}

    /** {@return quotas that ask nobody and refuse nothing} */
    public static Quotas quotas() {
        return new Quotas(Settings.of(Map.of()), null, null, new StoredBytes(null, null), null);
    }
}

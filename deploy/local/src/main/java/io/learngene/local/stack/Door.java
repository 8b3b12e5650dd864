package io.learngene.local.stack;

import io.learngene.stack.StackException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Whom the local stack's gateway asks who they are.
 *
 * @param access {@code loopback}, {@code keys} or {@code oidc}; null leaves it to the environment
 * @param operatorKeyDigest digest of an operator's key; null for none
 */
public record Door(String access, String operatorKeyDigest) {

    static final String ACCESS = "gateway.access";
    static final String DIGEST = "gateway.operator-key-digest";

    private static final Set<String> KNOWN = Set.of("loopback", "keys", "oidc");

    static Door read(Properties properties) {
        String access = stripped(properties, ACCESS);
        String digest = stripped(properties, DIGEST);
        if (access != null && !KNOWN.contains(access)) {
            throw wrong(ACCESS, access, "give loopback, keys or oidc");
        }
        if (digest != null && !digest.matches("[0-9a-f]{64}")) {
            throw wrong(
                    DIGEST, digest, "give the 64 digits that foundry key create NAME --offline prints beside a key");
        }
        boolean asks = access != null && !access.equals("loopback");
        if (digest != null && !asks) {
            throw wrong(DIGEST, digest, "it is of no use where nobody is asked; set " + ACCESS + "=keys");
        }
        if ("keys".equals(access) && digest == null) {
            throw wrong(
                    ACCESS,
                    access,
                    "set " + DIGEST + " too, or nobody could come in; foundry key create NAME --offline prints one");
        }
        return new Door(access, digest);
    }

    /** {@return what its process is told of it} */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        if (access != null) {
            environment.put("FOUNDRY_GATEWAY_ACCESS", access);
        }
        if (operatorKeyDigest != null) {
            environment.put("FOUNDRY_GATEWAY_OPERATOR_KEY_DIGEST", operatorKeyDigest);
        }
        return environment;
    }

    private static String stripped(Properties properties, String name) {
        String value = properties.getProperty(name);
        return value == null ? null : value.strip();
    }

    private static StackException wrong(String name, String value, String remedy) {
        return new StackException(StackSettings.FILE + ": " + name + ": '" + value + "'; " + remedy);
    }
}

package io.learngene.local.command;

import io.learngene.local.client.Credentials;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayAddress;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Repeats;
import io.learngene.local.stack.RunningStack;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway is asked. */
final class GatewayOptions {

    /** A key that outweighs the one of the credentials. */
    static final String TOKEN = "FOUNDRY_TOKEN";

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description =
                    "Gateway to ask (default: FOUNDRY_GATEWAY, the local stack's, or the one that login was last told of).")
    private String gateway;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "Certificates of who vouches for the gateway, as PEM, instead of those that Java knows (default: FOUNDRY_CA_FILE).")
    private Path authorities;

    @Mixin
    private StackOptions stack;

    /** {@return the state folder} */
    Path state() {
        return stack.state();
    }

    /** {@return keys that this user has signed in with} */
    Credentials credentials() {
        return Credentials.of(StackOptions.environment("XDG_CONFIG_HOME"), Path.of(System.getProperty("user.home")));
    }

    /** {@return address of the gateway} */
    String url() {
        String url = gateway != null ? gateway : StackOptions.environment("FOUNDRY_GATEWAY");
        if (url != null) {
            return GatewayAddress.of(url);
        }
        return RunningStack.find(stack.state())
                .map(RunningStack::gateway)
                .or(() -> credentials().gateway())
                .orElseThrow(() -> new FoundryException(
                        FoundryException.UNREACHABLE,
                        "no stack runs on " + stack.state() + "; start one with: foundry up --detach"));
    }

    GatewayClient client() {
        return client(url());
    }

    /**
     * @param url address of a gateway
     * @return a client that sends the key of it, if there is one
     */
    GatewayClient client(String url) {
        String token = StackOptions.environment(TOKEN);
        return token == null
                ? credentials().key(url).map(key -> client(url, key)).orElseGet(() -> client(url, null))
                : client(url, token);
    }

    /** {@return a client that sends that key; none for null} */
    GatewayClient client(String url, String key) {
        return new GatewayClient(url, Repeats.TOLD, key, authorities());
    }

    private Path authorities() {
        String file = StackOptions.environment("FOUNDRY_CA_FILE");
        return authorities != null || file == null ? authorities : Path.of(file);
    }
}

package io.learngene.local.command;

import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.stack.RunningStack;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway is asked. */
final class GatewayOptions {

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "Gateway to ask (default: FOUNDRY_GATEWAY, or the local stack's).")
    private String gateway;

    @Mixin
    private StackOptions stack;

    /** {@return the state folder} */
    Path state() {
        return stack.state();
    }

    GatewayClient client() {
        String url = gateway != null ? gateway : StackOptions.environment("FOUNDRY_GATEWAY");
        if (url == null) {
            url = RunningStack.find(stack.state())
                    .orElseThrow(() -> new FoundryException(
                            FoundryException.UNREACHABLE,
                            "no stack runs on " + stack.state() + "; start one with: foundry up --detach"))
                    .gateway();
        }
        return new GatewayClient(url);
    }
}

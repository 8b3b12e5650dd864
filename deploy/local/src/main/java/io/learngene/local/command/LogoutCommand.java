package io.learngene.local.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Forgets the key of a gateway. It stays valid for whoever has it; an operator revokes it.",
        footer = {"", "Example: foundry logout --gateway https://foundry.example.org"})
final class LogoutCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Override
    public Integer call() {
        // Wrong options are told, also those that are of no use here.
        gateway.state();
        String url = gateway.url();
        boolean was = gateway.credentials().remove(url);
        System.out.println(was ? "signed out of " + url : "there is no key of " + url);
        return 0;
    }
}

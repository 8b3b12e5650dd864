package io.learngene.local.command;

import io.learngene.local.client.GatewayClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Submits a family request.",
        footer = {"", "Example: foundry submit examples/cifar10.yaml --wait"})
final class SubmitCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "FILE", description = "Family request, YAML or JSON.")
    private Path file;

    @Option(names = "--wait", description = "Follow it to its end and print its table.")
    private boolean wait;

    @Option(names = "--json", description = "Print {\"family\"} as JSON; with --wait the whole family.")
    private boolean json;

    @Override
    public Integer call() {
        RequestFile request = RequestFile.read(file);
        GatewayClient client = gateway.client();
        return Following.accepted(
                client, client.post("/families", request.type(), request.content(), "family"), wait, json);
    }
}

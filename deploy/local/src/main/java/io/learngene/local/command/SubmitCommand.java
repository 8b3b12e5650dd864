package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Estimate;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.output.EstimateText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Says what a family would take, and submits its request.",
        footer = {"", "Example: foundry submit examples/cifar10.yaml --wait"})
final class SubmitCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(paramLabel = "FILE", description = "Family request, YAML or JSON.")
    private Path file;

    @Option(names = "--wait", description = "Follow it to its end and print its table.")
    private boolean wait;

    @Option(names = "--estimate", description = "Only say what it would take; submit nothing.")
    private boolean estimate;

    @Option(
            names = "--json",
            description = "Print {\"family\"} as JSON; with --wait the whole family, with --estimate the estimate.")
    private boolean json;

    @Override
    public Integer call() {
        RequestFile request = priority.putInto(RequestFile.read(file));
        GatewayClient client = gateway.client();
        if (estimate) {
            Estimate told = client.estimate(request.type(), request.content());
            System.out.print(
                    json ? new String(Json.write(told), StandardCharsets.UTF_8) + "\n" : EstimateText.of(told));
            return 0;
        }
        FoundryException unknown = null;
        try {
            System.err.print(EstimateText.of(client.estimate(request.type(), request.content())));
        } catch (FoundryException e) {
            unknown = e;
        }
        // Where it is refused too, or nobody answers, that is told once, and by what was asked for.
        String family = client.post("/families", request.type(), request.content(), "family");
        if (unknown != null) {
            System.err.println("foundry: what it takes is not known: " + unknown.getMessage());
        }
        return Following.accepted(client, family, wait, json);
    }
}

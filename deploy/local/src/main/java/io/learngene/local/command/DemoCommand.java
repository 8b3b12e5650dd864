package io.learngene.local.command;

import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Repeats;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.RunningStack;
import io.learngene.local.stack.StackSettings;
import io.learngene.stack.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs a whole family on the built-in dataset, in a few minutes: an ancestor is trained and distilled"
                        + " into a learngene; models of five depths are made from it and compared with training from scratch.",
        footer = {"", "The request is examples/demo.yaml. Example: foundry demo --keep"})
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options;

    @Option(names = "--keep", description = "Leave the stack running, with its console; foundry down ends it.")
    private boolean keep;

    @Option(
            names = "--json",
            description = "Print the family as JSON on the last line; progress goes to standard error.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        byte[] request = Files.readAllBytes(Repository.root().resolve("examples/demo.yaml"));
        Path state = options.state();
        Optional<RunningStack> running = RunningStack.find(state);
        if (running.isPresent()) {
            return run(running.get().gateway(), request, "the work goes on without it; end it with: foundry down");
        }
        if (keep) {
            UpCommand.detached(state, false);
            int code = run(
                    RunningStack.find(state).orElseThrow().gateway(),
                    request,
                    "the work goes on without it; end it with: foundry down");
            System.err.println("foundry: the stack stays up; end it with: foundry down");
            return code;
        }
        System.err.println("foundry: starting broker, store and services");
        StackSettings settings = StackSettings.read(state).onFreePorts();
        try (LocalStack stack = LocalStack.start(settings, false, line -> System.err.println("  " + line))) {
            return run(stack.gateway(), request, "the stack ends; what it was at goes on after the next: foundry up");
        }
    }

    private int run(String gateway, byte[] request, String interrupted) {
        GatewayClient client =
                new GatewayClient(gateway, Repeats.TOLD, StackOptions.environment(GatewayOptions.TOKEN), null);
        String family = client.post("/families", "application/yaml", request, "family");
        System.err.println("foundry: family " + family + ", console " + gateway);
        return Following.toTheEnd(client, family, json, interrupted);
    }
}

package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import java.io.IOException;
import java.nio.file.Files;
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
        byte[] request;
        try {
            request = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FoundryException(FoundryException.USAGE, "cannot read " + file + ": " + e.getMessage());
        }
        GatewayClient client = gateway.client();
        String type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
        JsonNode accepted = client.post("/families", type, request);
        return Following.accepted(client, accepted.get("family").asText(), wait, json);
    }
}

package io.learngene.local.command;

import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    /** More than any gateway takes by default; what a device or a pipe holds may have no end. */
    private static final int MOST_BYTES = 1 << 24;

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
        byte[] request = read();
        GatewayClient client = gateway.client();
        String type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
        return Following.accepted(client, client.post("/families", type, request, "family"), wait, json);
    }

    private byte[] read() {
        byte[] request;
        if (Files.isDirectory(file)) {
            throw new FoundryException(FoundryException.USAGE, "cannot read " + file + ": it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            request = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw FileTrouble.cannot("read", file, e);
        }
        if (request.length > MOST_BYTES) {
            throw new FoundryException(
                    FoundryException.USAGE, file + " has more than " + MOST_BYTES + " bytes, which is no request");
        }
        if (new String(request, StandardCharsets.UTF_8).isBlank()) {
            throw new FoundryException(FoundryException.USAGE, file + " is empty; a request names at least a dataset");
        }
        return request;
    }
}

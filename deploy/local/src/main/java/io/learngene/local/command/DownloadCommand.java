package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = "Downloads models of a family as folders that timm loads; checksums are verified.",
        footer = {"", "Example: foundry download demo-1a2b3c4d L06 L12 --to models"})
final class DownloadCommand implements Callable<Integer> {

    enum Kind {
        MODELS,
        INITIALISATIONS,
        SCRATCH,
        SCRATCH_DISTILLED,
        SELECTED_LAYERS,
        LEARNGENE
    }

    @Mixin
    private GatewayOptions gateway;

    @Parameters(index = "0", paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "Names such as L09; all if none is given.")
    private List<String> names = List.of();

    @Option(names = "--kind", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind = Kind.MODELS;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Where to (default: ${DEFAULT-VALUE}).")
    private Path to = Path.of(".");

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        switch (kind) {
            case LEARNGENE -> learngene(client);
            case INITIALISATIONS -> initialisations(client);
            case MODELS -> models(client, "/families/" + family + "/models");
            case SCRATCH, SCRATCH_DISTILLED, SELECTED_LAYERS ->
                models(
                        client,
                        "/families/" + family + "/baselines/"
                                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return 0;
    }

    private void models(GatewayClient client, String path) {
        List<JsonNode> wanted = new ArrayList<>();
        if (names.isEmpty()) {
            client.get(path).path("models").forEach(wanted::add);
            requireSome(wanted.isEmpty());
        }
        names.forEach(name -> wanted.add(client.get(path + "/" + name)));
        for (JsonNode model : wanted) {
            String name = model.path("name").asText();
            for (JsonNode file : model.path("files")) {
                String fileName = file.path("name").asText();
                fetch(
                        client,
                        path + "/" + name + "/files/" + fileName,
                        name,
                        fileName,
                        file.path("sha256").asText());
            }
        }
    }

    private void initialisations(GatewayClient client) {
        String path = "/families/" + family + "/initialisations";
        List<String> wanted = new ArrayList<>(names);
        if (names.isEmpty()) {
            client.get(path)
                    .path("initialisations")
                    .forEach(i -> wanted.add(i.path("name").asText()));
            requireSome(wanted.isEmpty());
        }
        for (String name : wanted) {
            for (String file : List.of("config.json", "model.safetensors")) {
                fetch(client, path + "/" + name + "/files/" + file, name, file, null);
            }
        }
    }

    private void learngene(GatewayClient client) {
        JsonNode weights = client.get("/learngenes/" + family).path("weights");
        String name = weights.path("name").asText();
        fetch(
                client,
                "/learngenes/" + family + "/files/" + name,
                family,
                name,
                weights.path("sha256").asText());
    }

    private void fetch(GatewayClient client, String path, String folder, String name, String sha256) {
        Path file = to.resolve(folder).resolve(Path.of(name).getFileName());
        long size = client.download(path, file, sha256);
        System.out.println(file + "  " + size + " bytes");
    }

    private void requireSome(boolean none) {
        if (none) {
            throw new FoundryException(
                    FoundryException.FAILED,
                    "family " + family + " has none of these yet; look at: foundry show " + family);
        }
    }
}

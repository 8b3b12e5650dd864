package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
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
            case LEARNGENE -> learngene(client, family, to);
            case INITIALISATIONS -> initialisations(client);
            case MODELS -> models(client, "models");
            case SCRATCH, SCRATCH_DISTILLED, SELECTED_LAYERS ->
                models(client, "baselines", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return 0;
    }

    private void models(GatewayClient client, String... kindOf) {
        String path = Resource.of("families", family) + Resource.of(kindOf);
        List<JsonNode> wanted = new ArrayList<>();
        if (names.isEmpty()) {
            client.get(path).path("models").forEach(wanted::add);
            requireSome(wanted.isEmpty());
            tellMissing(client, wanted.size());
        }
        names.forEach(name -> wanted.add(client.get(path + Resource.of(name))));
        for (JsonNode model : wanted) {
            String name = model.path("name").asText();
            for (JsonNode file : model.path("files")) {
                String fileName = file.path("name").asText();
                fetch(
                        client,
                        path + Resource.of(name, "files", fileName),
                        to.resolve(fileName(name)).resolve(fileName(fileName)),
                        file.path("sha256").asText());
            }
        }
    }

    private void initialisations(GatewayClient client) {
        String path = Resource.of("families", family, "initialisations");
        List<String> wanted = new ArrayList<>(names);
        if (names.isEmpty()) {
            client.get(path)
                    .path("initialisations")
                    .forEach(i -> wanted.add(i.path("name").asText()));
            requireSome(wanted.isEmpty());
        }
        for (String name : wanted) {
            for (String file : List.of("config.json", "model.safetensors")) {
                fetch(
                        client,
                        path + Resource.of(name, "files", file),
                        to.resolve(fileName(name)).resolve(file),
                        null);
            }
        }
    }

    /**
     * Fetches the file of a learngene into a folder of its name.
     *
     * @param client the gateway
     * @param id learngene
     * @param to where the folder is made
     */
    static void learngene(GatewayClient client, String id, Path to) {
        String path = Resource.of("learngenes", id);
        JsonNode weights = client.get(path).path("weights");
        String name = weights.path("name").asText();
        fetch(
                client,
                path + Resource.of("files", name),
                to.resolve(fileName(id)).resolve(fileName(name)),
                weights.path("sha256").asText());
    }

    private static void fetch(GatewayClient client, String path, Path file, String sha256) {
        long size = client.download(path, file, sha256);
        System.out.println(file + "  " + size + " bytes");
    }

    /** What a gateway tells as a name must not lead out of the folder that was given. */
    private static String fileName(String told) {
        if (!told.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new FoundryException(
                    FoundryException.UNREACHABLE, "the gateway told '" + told + "', which is no name of a file");
        }
        return told;
    }

    private void tellMissing(GatewayClient client, int there) {
        int all = kind == Kind.MODELS ? client.family(family).descendants().size() : there;
        if (all > there) {
            System.err.println(
                    "foundry: " + there + " of " + all + " models are there yet; look at: foundry show " + family);
        }
    }

    private void requireSome(boolean none) {
        if (none) {
            throw new FoundryException(
                    FoundryException.FAILED,
                    "family " + family + " has none of these yet; look at: foundry show " + family);
        }
    }
}

package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import io.learngene.local.output.FamilyTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ancestor",
        mixinStandardHelpOptions = true,
        description = "Ancestors: trained models whose answers are distilled.",
        subcommands = {AncestorCommand.Add.class, AncestorCommand.All.class})
final class AncestorCommand {

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Uploads an ancestor: a folder with config.json and model.safetensors, from timm (ViT, DeiT, ResNet) or"
                            + " Hugging Face (ViT, DeiT); or with config.json and model.torchscript, a program that runs its"
                            + " author's code, where the operator has switched such files on.",
            footer = {"", "Example: foundry ancestor add deit-base ./deit_base"})
    static final class Add implements Callable<Integer> {

        private static final List<String> MODELS = List.of("model.safetensors", "model.torchscript");

        @Mixin
        private GatewayOptions gateway;

        @Parameters(index = "0", paramLabel = "ID", description = "Id in requests.")
        private String id;

        @Parameters(index = "1", paramLabel = "FOLDER", description = "Folder with the files.")
        private Path folder;

        @Option(names = "--json", description = "Print the manifest as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            if (!Files.isRegularFile(folder.resolve("config.json"))) {
                throw new FoundryException(FoundryException.USAGE, folder.resolve("config.json") + " is missing");
            }
            List<String> models = MODELS.stream()
                    .filter(name -> Files.isRegularFile(folder.resolve(name)))
                    .toList();
            if (models.size() != 1) {
                throw new FoundryException(
                        FoundryException.USAGE,
                        folder + " holds " + (models.isEmpty() ? "neither " : "both ")
                                + String.join(models.isEmpty() ? " nor " : " and ", MODELS)
                                + "; it has to hold one of them");
            }
            GatewayClient client = gateway.client();
            for (String name : List.of("config.json", models.get(0), "preprocessor_config.json", "README.md")) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    client.put(Resource.of("ancestors", id, "files", name), file, () -> Files.newInputStream(file));
                }
            }
            JsonNode manifest = client.post(Resource.of("ancestors", id), "application/json", new byte[0]);
            System.out.println(json ? manifest : "ancestor " + id + ": " + manifest.path("architecture"));
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the ancestors.")
    static final class All implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode answer = gateway.client().get("/ancestors");
            if (json) {
                System.out.println(answer);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"ancestor", "type", "image size", "classes", "accuracy", "bytes", "created"});
            for (JsonNode ancestor : answer.path("ancestors")) {
                JsonNode architecture = ancestor.path("architecture");
                rows.add(new String[] {
                    ancestor.path("id").asText(),
                    architecture.path("type").asText("-"),
                    architecture.path("image_size").asText("-"),
                    architecture.path("classes").asText("-"),
                    ancestor.has("accuracy")
                            ? FamilyTable.percent(ancestor.path("accuracy").asDouble())
                            : "-",
                    ancestor.path("weights").path("size").asText("-"),
                    ancestor.path("created_at").asText("-")
                });
            }
            System.out.print(FamilyTable.aligned(rows));
            return 0;
        }
    }
}

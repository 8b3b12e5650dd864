package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.local.client.FolderTar;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.LocalInput;
import io.learngene.local.client.Resource;
import io.learngene.local.output.DatasetCounts;
import io.learngene.local.output.FamilyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description =
                "Datasets: train/CLASS/IMAGE and test/CLASS/IMAGE in a folder, zip or tar, or CIFAR-10 binary batches; or train/IMAGE and"
                        + " test/IMAGE with a metadata.csv (file_name,labels) beside the images, where one has any number of classes.",
        subcommands = {DatasetCommand.Add.class, DatasetCommand.All.class})
final class DatasetCommand {

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Uploads a dataset.",
            footer = {"", "Example: foundry dataset add cifar10 cifar10.zip"})
    static final class Add implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(index = "0", paramLabel = "NAME", description = "Name in requests.")
        private String name;

        @Parameters(index = "1", paramLabel = "PATH", description = "Folder, zip, tar or tar.gz.")
        private Path path;

        @Option(names = "--json", description = "Print the manifest as JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            boolean folder = Files.isDirectory(path);
            if (!folder && !Files.isRegularFile(path)) {
                throw new FoundryException(
                        FoundryException.USAGE,
                        path + (Files.exists(path) ? " is neither a file nor a folder" : " does not exist"));
            }
            if (folder) {
                FolderTar.requireNames(path, DatasetLimits.standard().listed());
            }
            String resource = Resource.of("datasets", name);
            // Here first: a wrong tree is found before it is sent.
            DatasetReader.Inspection found = DatasetReader.inspect(path.toRealPath(), DatasetLimits.standard());
            System.err.println("foundry: " + found.format() + ", " + counts(found) + " in "
                    + found.train().size() + " classes; uploading");
            LocalInput.Opening content = folder ? () -> FolderTar.stream(path) : () -> Files.newInputStream(path);
            JsonNode manifest = gateway.client().put(resource, path, content);
            if (json) {
                System.out.println(manifest);
            } else {
                System.out.println("dataset " + name + ", SHA-256 "
                        + manifest.path("sha256").asText());
                System.out.print(DatasetCounts.of(manifest));
            }
            return 0;
        }

        private static String counts(DatasetReader.Inspection found) {
            MultiLabel several = found.multiLabel();
            if (several == null) {
                return counts(images(found.train()), images(found.validation()), images(found.test()));
            }
            int validation =
                    several.validation() == null ? 0 : several.validation().images();
            return "multi-label, "
                    + counts(
                            several.train().images(), validation, several.test().images());
        }

        private static String counts(int train, int validation, int test) {
            return train + " training" + (validation == 0 ? "" : ", " + validation + " validation") + " and " + test
                    + " test images";
        }

        private static int images(Map<String, Integer> byClass) {
            return byClass.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the datasets.")
    static final class All implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Option(names = "--details", description = "Print images by class, files by extension, and what is not used.")
        private boolean details;

        @Override
        public Integer call() {
            JsonNode answer = gateway.client().get("/datasets");
            if (json) {
                System.out.println(answer);
                return 0;
            }
            if (details) {
                print(answer);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"dataset", "format", "bytes", "sha256"});
            for (JsonNode dataset : answer.path("datasets")) {
                rows.add(new String[] {
                    dataset.path("name").asText(),
                    dataset.path("format").asText(),
                    dataset.path("source").path("size").asText(),
                    dataset.path("sha256").asText()
                });
            }
            System.out.print(FamilyTable.aligned(rows));
            return 0;
        }

        private static void print(JsonNode answer) {
            String between = "";
            for (JsonNode dataset : answer.path("datasets")) {
                System.out.print(between + "dataset " + dataset.path("name").asText() + ", SHA-256 "
                        + dataset.path("sha256").asText() + "\n" + DatasetCounts.of(dataset));
                between = "\n";
            }
        }
    }
}

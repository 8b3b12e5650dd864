package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.model.LocalModel;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.torch.Torch;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import io.learngene.local.stack.TorchLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model answers, and where. */
final class ModelOptions {

    /** What a model needs to answer; the evaluation is compared with. */
    private static final List<String> NEEDED = List.of(ModelFolder.CONFIG, ModelFolder.WEIGHTS, "evaluation.json");

    @Mixin
    private GatewayOptions gateway;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = {
                "Folder with config.json and model.safetensors, in timm's or Hugging Face's form, or that file of weights.",
                "Or FAMILY/NAME of a model in a running stack."
            })
    private String model;

    @Option(names = "--device", description = "cpu, cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Precision precision = Precision.FP32;

    /**
     * @param scratch an empty folder
     * @return the model
     * @throws IOException if it cannot be read
     */
    LocalModel open(TemporaryFolder scratch) throws IOException {
        Path path = Path.of(model);
        if (Files.exists(path)) {
            return LocalModel.open(path, scratch.path());
        }
        String[] parts = model.split("/", -1);
        if (parts.length != 2) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    "MODEL: '" + model + "' is neither there nor FAMILY/NAME; give a folder that download wrote");
        }
        return LocalModel.open(fetched(parts[0], parts[1], scratch), scratch.path());
    }

    /** {@return it ready to be asked, where the options say} */
    Classifier load(LocalModel opened) {
        TorchLibrary.useFolder(gateway.state());
        Torch torch = Torch.of(device, 0);
        if (!torch.computes(precision)) {
            System.err.println("foundry: this processor computes " + precision
                    + " in software, many times slower than fp32; take --precision fp32");
        }
        return Classifier.of(torch, opened.architecture(), opened.weights(), precision);
    }

    private Path fetched(String family, String name, TemporaryFolder scratch) throws IOException {
        GatewayClient client = gateway.client();
        String path = Resource.of("families", family, "models", name);
        Path folder = Files.createDirectory(scratch.path().resolve("fetched"));
        for (JsonNode file : client.get(path).path("files")) {
            String told = file.path("name").asText();
            if (NEEDED.contains(told)) {
                client.download(
                        path + Resource.of("files", told),
                        folder.resolve(told),
                        file.path("sha256").asText());
            }
        }
        return folder;
    }
}

package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.HuggingFaceFolder;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.onnx.OnnxFolder;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a downloaded model in another form, with equal logits. Needs no stack.",
        footer = {
            "",
            "torchscript: a file for torch.jit.load and DJL Serving, of Vision Transformers.",
            "huggingface: a folder for transformers, of Vision Transformers with a class token.",
            "onnx: a folder for ONNX Runtime and optimum, of every model.",
            "",
            "Example: foundry export models/L06 --format torchscript --to L06.pt"
        })
final class ExportCommand implements Callable<Integer> {

    enum Format {
        TORCHSCRIPT,
        HUGGINGFACE(ModelFolder.CONFIG, ModelFolder.WEIGHTS),
        ONNX(ModelFolder.CONFIG);

        /** Files in the folder that it writes whose names are those of a model's own. */
        private final List<String> names;

        Format(String... names) {
            this.names = List.of(names);
        }
    }

    @Parameters(paramLabel = "FOLDER", description = "Folder with config.json and model.safetensors, from download.")
    private Path folder;

    @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "File or folder to write.")
    private Path to;

    @Override
    public Integer call() throws IOException {
        requirePlace();
        Path configFile = folder.resolve(ModelFolder.CONFIG);
        if (!Files.isRegularFile(configFile)) {
            throw new FoundryException(
                    FoundryException.USAGE, configFile + " is missing; give a folder that download wrote");
        }
        JsonNode config = ModelFolder.parseConfig(Files.readAllBytes(configFile));
        ModelArchitecture architecture = TimmConfig.read(config);
        requireForm(architecture, configFile);
        Map<String, Tensor> weights =
                ModelFolder.readWeights(folder.resolve(ModelFolder.WEIGHTS), NetworkSpec.of(architecture));
        try {
            write(architecture, config, weights).forEach(System.out::println);
        } catch (IOException e) {
            throw FileTrouble.cannot("write", to, e);
        }
        return 0;
    }

    private void requireForm(ModelArchitecture architecture, Path configFile) {
        if (architecture instanceof TorchScriptArchitecture) {
            throw new FoundryException(
                    FoundryException.USAGE, configFile + " describes a TorchScript file, which has no other form");
        }
        if (architecture instanceof ModernVitArchitecture modern) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    configFile + " describes a Vision Transformer with " + String.join(", ", modern.particulars())
                            + ", which only teaches here; export it with the library that it is of");
        }
        if (format != Format.ONNX && !(architecture instanceof VitArchitecture)) {
            throw new FoundryException(
                    FoundryException.USAGE, configFile + " describes a residual network; use --format onnx");
        }
    }

    private List<Path> write(ModelArchitecture architecture, JsonNode config, Map<String, Tensor> weights)
            throws IOException {
        return switch (format) {
            case TORCHSCRIPT -> torchScript((VitArchitecture) architecture, weights);
            case HUGGINGFACE ->
                HuggingFaceFolder.write(Files.createDirectories(to), (VitArchitecture) architecture, config, weights);
            case ONNX -> OnnxFolder.write(Files.createDirectories(to), architecture, config, weights);
        };
    }

    private List<Path> torchScript(VitArchitecture vit, Map<String, Tensor> weights) throws IOException {
        Path partial = to.resolveSibling(to.getFileName() + ".partial");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20)) {
                TorchScriptExport.write(vit, weights, out);
            }
            return List.of(Files.move(partial, to, StandardCopyOption.REPLACE_EXISTING));
        } finally {
            partial.toFile().delete();
        }
    }

    /** A model takes long to read; that it cannot be written is said before. */
    private void requirePlace() throws IOException {
        if (format == Format.TORCHSCRIPT) {
            FileTrouble.requirePlace(to);
            Path parent = to.toAbsolutePath().getParent();
            if (!Files.isDirectory(parent)) {
                throw new FoundryException(
                        FoundryException.USAGE, "cannot write " + to + ": the folder " + parent + " does not exist");
            }
        } else if (Files.exists(to) && !Files.isDirectory(to)) {
            throw new FoundryException(FoundryException.USAGE, "cannot write " + to + ": it is no folder");
        }
        requireAnother(to);
        for (String name : format.names) {
            requireAnother(to.resolve(name));
        }
    }

    private void requireAnother(Path target) throws IOException {
        for (Path source : List.of(folder, folder.resolve(ModelFolder.CONFIG), folder.resolve(ModelFolder.WEIGHTS))) {
            if (Files.exists(target) && Files.exists(source) && Files.isSameFile(target, source)) {
                throw new FoundryException(
                        FoundryException.USAGE,
                        "cannot write " + target + ": the model is read from there; give another place");
            }
        }
    }
}

package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model in a folder, as timm and Hugging Face lay it out, with the evaluation that its own files describe.
 *
 * @param folder where it lies
 * @param architecture its shape
 * @param classNames names of its classes in the order of the head; their numbers where it has none
 * @param named whether it names its classes itself
 * @param multiLabel whether an image has any number of them
 * @param preprocessing how pictures become what it takes; another normalisation is a part of the weights
 * @param weights its tensors, in timm's names
 */
public record LocalModel(
        Path folder,
        ModelArchitecture architecture,
        List<String> classNames,
        boolean named,
        boolean multiLabel,
        Preprocessing preprocessing,
        Map<String, Tensor> weights) {

    private static final String PREPROCESSOR = "preprocessor_config.json";

    /** Most bytes of a JSON file: that of 22,000 classes by name and by number has 1.5 MB. */
    private static final long MOST_CONFIG = 4L << 20;

    /**
     * @param path the folder, or the safetensors file in it
     * @param scratch an empty folder, for weights that have to be written anew
     * @return the model
     * @throws InvalidFieldException if its description is none that is supported
     * @throws io.learngene.engine.shape.WeightsException if the weights do not fit it
     * @throws IOException if it cannot be read
     */
    public static LocalModel open(Path path, Path scratch) throws IOException {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        Path file = Files.isDirectory(path) ? path.resolve(ModelFolder.WEIGHTS) : path;
        JsonNode config = read(folder.resolve(ModelFolder.CONFIG));
        boolean huggingFace = HuggingFaceConfig.isOne(config);
        ModelArchitecture architecture = huggingFace ? HuggingFaceConfig.read(config) : TimmConfig.read(config);
        Check.that(
                !(architecture instanceof TorchScriptArchitecture),
                "architecture",
                TimmConfig.TORCHSCRIPT,
                "a TorchScript file runs its author's code; give a folder with " + ModelFolder.WEIGHTS);
        Path described = folder.resolve(PREPROCESSOR);
        JsonNode preprocessor = huggingFace && Files.exists(described) ? read(described) : null;
        ModelArchitecture asked = huggingFace ? HuggingFaceConfig.asked(architecture, preprocessor) : architecture;
        List<String> names = huggingFace ? HuggingFaceConfig.labelNames(config) : TimmConfig.labelNames(config);
        Preprocessing preprocessing = huggingFace
                ? HuggingFaceConfig.preprocessing(preprocessor, asked.imageSize())
                : TimmConfig.preprocessing(config, architecture.imageSize());
        double[] normalisation =
                huggingFace ? HuggingFaceConfig.normalisation(config, preprocessor) : TimmConfig.normalisation(config);
        return new LocalModel(
                folder,
                asked,
                names.isEmpty()
                        ? IntStream.range(0, architecture.classes())
                                .mapToObj(Integer::toString)
                                .toList()
                        : names,
                !names.isEmpty(),
                HuggingFaceConfig.multiLabel(config),
                preprocessing,
                PositionEmbedding.resize(
                        weights(file, architecture, huggingFace, normalisation, scratch), architecture, asked));
    }

    private static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        Check.that(
                Files.size(file) <= MOST_CONFIG, file.toString(), Files.size(file) + " bytes", "it is no description");
        try {
            return ModelFolder.parseConfig(Files.readAllBytes(file));
        } catch (InvalidFieldException e) {
            throw e.under(file.toString());
        }
    }

    private static Map<String, Tensor> weights(
            Path file, ModelArchitecture architecture, boolean huggingFace, double[] normalisation, Path scratch)
            throws IOException {
        RangeReader reader = (offset, length) -> {
            InputStream in = Files.newInputStream(file);
            in.skipNBytes(offset);
            return in;
        };
        SafetensorsHeader header = SafetensorsHeader.read(reader, Files.size(file));
        ForeignCheckpoint checkpoint = ForeignCheckpoint.of(header, architecture, huggingFace, normalisation);
        Path ours = file;
        if (checkpoint.foreign()) {
            ours = scratch.resolve(ModelFolder.WEIGHTS);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(ours), 1 << 20)) {
                checkpoint.write(reader, out);
            }
        }
        return ModelFolder.readWeights(ours, NetworkSpec.of(architecture));
    }
}

package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes and reads model folders. */
public final class ModelFolder {

    /** timm's name of the configuration. */
    public static final String CONFIG = "config.json";
    /** timm's name of the weights. */
    public static final String WEIGHTS = "model.safetensors";
    /** The model card. */
    public static final String CARD = "README.md";
    /** The training history, one JSON object per line. */
    public static final String HISTORY = "metrics.jsonl";

    private ModelFolder() {}

    /**
     * @param folder folder that exists
     * @param architecture shape
     * @param classNames names of the classes
     * @param multiLabel whether an image has any number of them
     * @param cropPct share of a scaled image that evaluation cuts out
     * @param weights all tensors
     * @param history training history
     * @param card model card, Markdown
     * @return the files
     * @throws IOException if they cannot be written
     */
    public static List<Path> write(
            Path folder,
            ModelArchitecture architecture,
            List<String> classNames,
            boolean multiLabel,
            double cropPct,
            Map<String, Tensor> weights,
            List<EpochResult> history,
            String card)
            throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(Files.writeString(folder.resolve(CONFIG), config(architecture, classNames, multiLabel, cropPct)));
        Path weightsFile = folder.resolve(WEIGHTS);
        SafetensorsWriter.write(weightsFile, weights, Map.of("format", "pt"));
        files.add(weightsFile);
        StringBuilder lines = new StringBuilder();
        for (EpochResult row : history) {
            lines.append(new String(Json.write(line(row)), StandardCharsets.UTF_8))
                    .append('\n');
        }
        files.add(Files.writeString(folder.resolve(HISTORY), lines));
        files.add(Files.writeString(folder.resolve(CARD), card));
        return files;
    }

    /** A line is what a table of them reads: every score is a column of its own, beside the others. */
    private static ObjectNode line(EpochResult row) {
        ObjectNode line = Json.mapper().valueToTree(row);
        line.remove(List.of("headline", "scores"));
        row.evaluated().scores().forEach(line::put);
        return line;
    }

    /**
     * @param architecture shape
     * @param classNames names of the classes
     * @param cropPct share of a scaled image that evaluation cuts out
     * @return the text of {@code config.json}
     */
    public static String config(ModelArchitecture architecture, List<String> classNames, double cropPct) {
        return config(architecture, classNames, false, cropPct);
    }

    /**
     * @param architecture shape
     * @param classNames names of the classes
     * @param multiLabel whether an image has any number of them
     * @param cropPct share of a scaled image that evaluation cuts out
     * @return the text of {@code config.json}
     */
    public static String config(
            ModelArchitecture architecture, List<String> classNames, boolean multiLabel, double cropPct) {
        ObjectNode config =
                TimmConfig.write(architecture, classNames, Normalisation.mean(), Normalisation.deviation(), cropPct);
        return Json.pretty(HuggingFaceConfig.ofLabels(config, multiLabel)) + "\n";
    }

    /**
     * Reads weights strictly: nothing missing, nothing left over.
     *
     * @param file a safetensors file
     * @param spec what it has to fit
     * @return the tensors, mapped
     * @throws io.learngene.engine.shape.WeightsException if they do not fit
     * @throws io.learngene.engine.safetensors.SafetensorsException if the file is damaged
     * @throws IOException if it cannot be read
     */
    public static Map<String, Tensor> readWeights(Path file, NetworkSpec spec) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            check(opened.header(), spec.parameters());
            return opened.tensors();
        }
    }

    /**
     * @param header header of a safetensors file
     * @param needed what its tensors have to be
     * @throws io.learngene.engine.shape.WeightsException if they are others
     */
    public static void check(SafetensorsHeader header, List<ParameterSpec> needed) {
        StrictLoading.check(
                needed,
                header.entries().keySet(),
                name -> new StrictLoading.Form(
                        header.entries().get(name).type(),
                        header.entries().get(name).shape()));
    }

    /**
     * @param config text of a {@code config.json}
     * @return its tree
     * @throws io.learngene.contracts.InvalidFieldException if it is no JSON object
     */
    public static JsonNode parseConfig(byte[] config) {
        return Json.read(config, JsonNode.class);
    }
}

package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a ViT as Hugging Face's {@code ViTForImageClassification} or {@code DeiTForImageClassificationWithTeacher}. */
public final class HuggingFaceFolder {

    private HuggingFaceFolder() {}

    /**
     * @param folder folder that exists
     * @param vit shape
     * @param timm the model's own {@code config.json}, which names its classes and says how it was evaluated
     * @param weights all tensors by timm's names
     * @return the files
     * @throws io.learngene.contracts.InvalidFieldException if the model averages its tokens, which theirs cannot
     * @throws IOException if they cannot be written
     */
    public static List<Path> write(Path folder, VitArchitecture vit, JsonNode timm, Map<String, Tensor> weights)
            throws IOException {
        Check.that(
                vit.extraTokens() > 0,
                "pooling",
                vit.pooling().name().toLowerCase(java.util.Locale.ROOT),
                "Hugging Face's ViT classifies by its class token; ask for auxiliary.pooling: class_token, or export as"
                        + " ONNX or TorchScript");
        String prefix = vit.pooling() == Pooling.DISTILLED ? "deit." : "vit.";
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            List<String> parts = HuggingFaceNames.FILES.of(name, prefix, vit);
            for (int i = 0; i < parts.size(); i++) {
                renamed.put(parts.get(i), tensor.part(i, parts.size()));
            }
        });
        List<Path> files = new ArrayList<>();
        Path weightsFile = folder.resolve(ModelFolder.WEIGHTS);
        SafetensorsWriter.write(weightsFile, renamed, Map.of("format", "pt"));
        files.add(weightsFile);
        files.add(Files.writeString(
                folder.resolve(ModelFolder.CONFIG),
                Json.pretty(HuggingFaceConfig.ofLabels(
                                HuggingFaceConfig.write(vit, TimmConfig.labelNames(timm)),
                                HuggingFaceConfig.multiLabel(timm)))
                        + "\n"));
        ObjectNode preprocessor = HuggingFaceConfig.preprocessor(timm, vit.imageSize());
        files.add(Files.writeString(folder.resolve("preprocessor_config.json"), Json.pretty(preprocessor) + "\n"));
        return files;
    }
}

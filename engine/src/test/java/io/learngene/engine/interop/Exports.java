package io.learngene.engine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.HuggingFaceFolder;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.onnx.OnnxFolder;
import io.learngene.engine.shape.NoisyWeights;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** One model of every kind that can be written, in every form. */
final class Exports {

    /** An epsilon of which timm has to be told as the model's card says; it refuses to write it down. */
    static final String EPSILON = "timm-epsilon";

    static final List<String> LABELS =
            IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();

    /**
     * A written model.
     *
     * @param name name of its folder
     * @param form {@code timm}, {@code huggingface}, {@code torchscript} or {@code onnx}
     * @param architecture its shape
     * @param cropPct how it is evaluated
     * @param images test images whose answers are compared; null for none
     */
    record Export(String name, String form, ModelArchitecture architecture, double cropPct, String images) {

        Map<String, Tensor> weights() {
            return NoisyWeights.of(architecture);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Exports() {}

    static List<Export> all() {
        List<Export> exports = new ArrayList<>();
        for (Pooling pooling : Pooling.values()) {
            String name = pooling.name().toLowerCase(Locale.ROOT);
            exports.add(new Export("timm-" + name, "timm", vit(pooling), 1, "exact"));
            exports.add(new Export("torchscript-" + name, "torchscript", vit(pooling), 1, null));
            exports.add(new Export("onnx-" + name, "onnx", vit(pooling), 1, "exact"));
        }
        for (Pooling pooling : List.of(Pooling.CLASS_TOKEN, Pooling.DISTILLED)) {
            String name = pooling.name().toLowerCase(Locale.ROOT);
            exports.add(new Export("huggingface-" + name, "huggingface", vit(pooling), 1, "exact"));
        }
        exports.add(new Export("timm-photos", "timm", vit(Pooling.CLASS_TOKEN), 0.875, "photos"));
        exports.add(new Export("huggingface-photos", "huggingface", vit(Pooling.CLASS_TOKEN), 0.875, "photos"));
        exports.add(new Export("onnx-photos", "onnx", vit(Pooling.CLASS_TOKEN), 0.875, "photos"));
        exports.add(new Export("onnx-resnet-basic", "onnx", resnet(Block.BASIC), 1, null));
        exports.add(new Export("onnx-resnet-bottleneck", "onnx", resnet(Block.BOTTLENECK), 1, null));
        exports.add(new Export("timm-resnet-basic", "timm", resnet(Block.BASIC), 1, null));
        exports.add(new Export("timm-resnet-bottleneck", "timm", resnet(Block.BOTTLENECK), 1, null));
        exports.add(new Export(EPSILON, "timm", vit(Pooling.CLASS_TOKEN, 1e-2), 1, "exact"));
        return exports;
    }

    static void write(Path folder, Export export) throws IOException {
        Files.createDirectories(folder);
        Map<String, Tensor> weights = export.weights();
        switch (export.form()) {
            case "timm" ->
                ModelFolder.write(
                        folder, export.architecture(), LABELS, false, export.cropPct(), weights, List.of(), "");
            case "huggingface" ->
                HuggingFaceFolder.write(folder, (VitArchitecture) export.architecture(), timm(export), weights);
            case "onnx" -> OnnxFolder.write(folder, export.architecture(), timm(export), weights);
            default -> {
                try (OutputStream out = Files.newOutputStream(folder.resolve("model.pt"))) {
                    TorchScriptExport.write((VitArchitecture) export.architecture(), weights, out);
                }
            }
        }
    }

    private static JsonNode timm(Export export) {
        String config = ModelFolder.config(export.architecture(), LABELS, export.cropPct());
        return ModelFolder.parseConfig(config.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode list(Path root) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Export export : all()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", export.name());
            entry.put("form", export.form());
            entry.put("folder", root.resolve(export.name()).toString());
            entry.put("image_size", export.architecture().imageSize());
            entry.put("images", export.images());
            list.add(entry);
        }
        return Json.mapper().valueToTree(list);
    }

    private static VitArchitecture vit(Pooling pooling) {
        return vit(pooling, 1e-6);
    }

    private static VitArchitecture vit(Pooling pooling, double eps) {
        return new VitArchitecture(32, 8, 48, 3, 2, 10, 2.0, eps, pooling);
    }

    private static ResNetArchitecture resnet(Block block) {
        return new ResNetArchitecture(64, 10, List.of(1, 1, 1, 1), block, Stem.IMAGENET, 64);
    }
}

package io.learngene.engine.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as a folder that Hugging Face's optimum and ONNX Runtime read: {@code model.onnx}, {@code config.json} with the
 * names of the classes, {@code preprocessor_config.json} with the evaluation that its accuracy was measured with. The graph maps
 * {@code pixel_values} [batch, 3, S, S], normalised, to {@code logits} [batch, K], both float32. It has operators of opset 17 alone,
 * which ONNX Runtime reads from 1.17 on, and its weights under timm's names.
 */
public final class OnnxFolder {

    /** ONNX 1.12, the first with opset 17 (docs/Versioning.md there). */
    private static final int IR_VERSION = 8;

    private static final int OPSET = 17;
    private static final String PRODUCER = "learngene-foundry";

    private OnnxFolder() {}

    /**
     * @param folder folder that exists
     * @param architecture shape
     * @param timm the model's own {@code config.json}, which names its classes and says how it was evaluated
     * @param weights all tensors by timm's names; F16 and BF16 are widened
     * @return the files
     * @throws WeightsException if the tensors do not fit
     * @throws io.learngene.contracts.InvalidFieldException if the config does not say how the model is evaluated in a way that is
     *     understood
     * @throws IOException if they cannot be written
     */
    public static List<Path> write(
            Path folder, ModelArchitecture architecture, JsonNode timm, Map<String, Tensor> weights)
            throws IOException {
        return write(folder, architecture, timm, weights, OnnxFile.LARGEST);
    }

    /** @param largest bytes of a {@code model.onnx} that has its weights inside */
    static List<Path> write(
            Path folder, ModelArchitecture architecture, JsonNode timm, Map<String, Tensor> weights, long largest)
            throws IOException {
        StrictLoading.check(NetworkSpec.of(architecture), weights);
        ObjectNode preprocessor = HuggingFaceConfig.preprocessor(timm, architecture.imageSize());
        List<String> labels = TimmConfig.labelNames(timm);
        ObjectNode config = architecture instanceof VitArchitecture vit
                ? HuggingFaceConfig.write(vit, labels)
                : HuggingFaceConfig.write((ResNetArchitecture) architecture, labels);
        HuggingFaceConfig.ofLabels(config, HuggingFaceConfig.multiLabel(timm));
        Graph graph = architecture instanceof VitArchitecture vit
                ? VitGraph.of(vit, weights)
                : ResNetGraph.of((ResNetArchitecture) architecture, weights);
        Message model = model(architecture);
        metadata(config, preprocessor, HuggingFaceConfig.interpolation(timm))
                .forEach((key, value) -> model.entry(14, key, value));
        List<Path> files = new ArrayList<>(OnnxFile.write(folder, model, about(graph, architecture), graph, largest));
        files.add(Files.writeString(folder.resolve(ModelFolder.CONFIG), Json.pretty(config) + "\n"));
        files.add(Files.writeString(folder.resolve("preprocessor_config.json"), Json.pretty(preprocessor) + "\n"));
        return files;
    }

    /** ModelProto: ir_version 1, producer_name 2, producer_version 3, doc_string 6, opset_import 8, of which version is 2. */
    private static Message model(ModelArchitecture architecture) {
        String version = OnnxFolder.class.getPackage().getImplementationVersion();
        return new Message()
                .whole(1, IR_VERSION)
                .text(2, PRODUCER)
                .text(3, version == null ? "development" : version)
                .text(6, description(architecture))
                .message(8, new Message().text(1, "").whole(2, OPSET));
    }

    private static String description(ModelArchitecture architecture) {
        String network = architecture instanceof VitArchitecture vit
                ? "Vision Transformer of " + vit.depth() + " blocks of width " + vit.dim()
                : "Residual network with " + ((ResNetArchitecture) architecture).layers() + " blocks";
        return network + ". " + Graph.INPUT
                + ": red, green and blue from 0 to 1, less the mean, over the deviation (mean and"
                + " std of the metadata), of pictures whose shorter side was scaled to shortest_edge and whose centre of"
                + " crop_size was cut out. " + Graph.OUTPUT + ": one number for each class, in the order of labels.";
    }

    /** What preprocessor_config.json and config.json say, for those who have the file alone; lists as JSON. */
    private static Map<String, String> metadata(ObjectNode config, ObjectNode preprocessor, String interpolation) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("mean", preprocessor.get("image_mean").toString());
        metadata.put("std", preprocessor.get("image_std").toString());
        metadata.put("shortest_edge", preprocessor.at("/size/shortest_edge").asText());
        metadata.put("crop_size", preprocessor.at("/crop_size/height").asText());
        metadata.put("interpolation", interpolation);
        ArrayNode labels = Json.mapper().createArrayNode();
        config.get("id2label").forEach(labels::add);
        metadata.put("labels", labels.toString());
        return metadata;
    }

    /** GraphProto: node 1, name 2, input 11, output 12. */
    private static Message about(Graph graph, ModelArchitecture architecture) {
        Message about = new Message();
        graph.nodes().forEach(node -> about.message(1, node));
        return about.text(2, architecture instanceof VitArchitecture ? "vit" : "resnet")
                .message(11, value(Graph.INPUT, 3, architecture.imageSize(), architecture.imageSize()))
                .message(12, value(Graph.OUTPUT, architecture.classes()));
    }

    /**
     * A tensor of batch times these sizes. ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; its Tensor: elem_type 1 (FLOAT
     * 1), shape 2; TensorShapeProto: dim 1; Dimension: dim_value 1, dim_param 2.
     */
    private static Message value(String name, int... sizes) {
        Message shape = new Message().message(1, new Message().text(2, "batch"));
        for (int size : sizes) {
            shape.message(1, new Message().whole(1, size));
        }
        Message tensor = new Message().whole(1, 1).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}

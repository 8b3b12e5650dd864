package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code config.json} of a Hugging Face {@code ViTForImageClassification} or {@code DeiTForImageClassificationWithTeacher}, and
 * the {@code preprocessor_config.json} beside it.
 */
public final class HuggingFaceConfig {

    private HuggingFaceConfig() {}

    /**
     * @param config a parsed {@code config.json}
     * @return whether it is Hugging Face's rather than timm's
     */
    public static boolean isOne(JsonNode config) {
        return config.has("model_type");
    }

    /**
     * @param config a parsed {@code config.json}
     * @return the architecture it describes
     * @throws io.learngene.contracts.InvalidFieldException if it describes none that is supported
     */
    public static VitArchitecture read(JsonNode config) {
        String type = config.path("model_type").asText();
        Check.that(type.equals("vit") || type.equals("deit"), "model_type", type, "vit and deit are supported");
        String act = config.path("hidden_act").asText("gelu");
        Check.that(act.equals("gelu"), "hidden_act", act, "only gelu is supported");
        Check.that(config.path("qkv_bias").asBoolean(true), "qkv_bias", false, "only true is supported");
        String name = config.path("architectures").path(0).asText("");
        Check.that(
                type.equals("vit") || name.equals("DeiTForImageClassificationWithTeacher"),
                "architectures",
                name,
                "of DeiT only DeiTForImageClassificationWithTeacher, which has both heads, is supported");
        int dim = number(config, "hidden_size", 768);
        return new VitArchitecture(
                number(config, "image_size", 224),
                number(config, "patch_size", 16),
                dim,
                number(config, "num_attention_heads", 12),
                number(config, "num_hidden_layers", 12),
                classes(config),
                (double) number(config, "intermediate_size", 3072) / dim,
                config.path("layer_norm_eps").asDouble(1e-12),
                type.equals("deit") ? Pooling.DISTILLED : Pooling.CLASS_TOKEN);
    }

    /**
     * @param vit a ViT with a class token
     * @param classNames names of its classes
     * @return the {@code config.json}
     */
    public static ObjectNode write(VitArchitecture vit, List<String> classNames) {
        boolean distilled = vit.pooling() == Pooling.DISTILLED;
        ObjectNode config = Json.mapper().createObjectNode();
        config.putArray("architectures")
                .add(distilled ? "DeiTForImageClassificationWithTeacher" : "ViTForImageClassification");
        config.put("model_type", distilled ? "deit" : "vit");
        config.put("image_size", vit.imageSize());
        config.put("patch_size", vit.patchSize());
        config.put("num_channels", 3);
        config.put("hidden_size", vit.dim());
        config.put("num_hidden_layers", vit.depth());
        config.put("num_attention_heads", vit.heads());
        config.put("intermediate_size", vit.hidden());
        config.put("hidden_act", "gelu");
        config.put("layer_norm_eps", vit.normEps());
        config.put("qkv_bias", true);
        ObjectNode names = config.putObject("id2label");
        ObjectNode ids = config.putObject("label2id");
        for (int id = 0; id < classNames.size(); id++) {
            names.put(Integer.toString(id), classNames.get(id));
            ids.put(classNames.get(id), id);
        }
        config.put("torch_dtype", "float32");
        return config;
    }

    /**
     * @param imageSize pixels
     * @param mean means of red, green and blue
     * @param deviation their standard deviations
     * @return the {@code preprocessor_config.json}
     */
    public static ObjectNode preprocessor(int imageSize, double[] mean, double[] deviation) {
        ObjectNode preprocessor = Json.mapper().createObjectNode();
        preprocessor.put("image_processor_type", "ViTImageProcessor");
        preprocessor.put("do_resize", true);
        preprocessor.putObject("size").put("height", imageSize).put("width", imageSize);
        preprocessor.put("do_rescale", true);
        preprocessor.put("rescale_factor", 1 / 255.0);
        preprocessor.put("do_normalize", true);
        ArrayNode means = preprocessor.putArray("image_mean");
        ArrayNode deviations = preprocessor.putArray("image_std");
        for (int channel = 0; channel < 3; channel++) {
            means.add(mean[channel]);
            deviations.add(deviation[channel]);
        }
        return preprocessor;
    }

    /**
     * @param config a parsed {@code config.json}
     * @return names of the classes in the order of the head; empty if it does not say
     */
    public static List<String> labelNames(JsonNode config) {
        JsonNode labels = config.path("id2label");
        List<String> names = new ArrayList<>();
        for (int id = 0; id < labels.size(); id++) {
            String name = labels.path(Integer.toString(id)).asText("LABEL_");
            if (name.startsWith("LABEL_")) {
                return List.of();
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    /**
     * @param config a parsed {@code config.json}
     * @param preprocessor a parsed {@code preprocessor_config.json}; null if there is none
     * @return means and standard deviations of red, green and blue that the input is normalised with, six numbers
     */
    public static double[] normalisation(JsonNode config, JsonNode preprocessor) {
        double[] given = preprocessor == null
                ? null
                : TimmConfig.normalisation(preprocessor.path("image_mean"), preprocessor.path("image_std"));
        if (given != null) {
            return given;
        }
        // The library's defaults of the two models.
        return config.path("model_type").asText().equals("vit")
                ? new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}
                : new double[] {0.485, 0.456, 0.406, 0.229, 0.224, 0.225};
    }

    private static int classes(JsonNode config) {
        JsonNode labels = config.path("id2label");
        return labels.size() > 0 ? labels.size() : number(config, "num_labels", 2);
    }

    private static int number(JsonNode config, String field, int fallback) {
        JsonNode value = config.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        Check.that(value.isInt(), field, value, "give a whole number");
        return value.asInt();
    }
}

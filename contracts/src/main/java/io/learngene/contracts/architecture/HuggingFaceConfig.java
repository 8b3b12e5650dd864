package io.learngene.contracts.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Check;
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

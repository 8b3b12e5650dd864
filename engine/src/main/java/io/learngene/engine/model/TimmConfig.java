package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.augmentation.Filter;
import io.learngene.engine.data.images.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code config.json} beside a model's weights, as timm writes and reads it ({@code timm.models._hub}): architecture
 * name, {@code model_args}, {@code pretrained_cfg}, {@code label_names}. A TorchScript file's has the same form, with {@value
 * #TORCHSCRIPT} in the place of timm's name.
 */
public final class TimmConfig {

    /** The {@code architecture} of a TorchScript file. */
    public static final String TORCHSCRIPT = "torchscript";

    /** timm's own. */
    private static final double DEFAULT_CROP_PCT = 0.875;

    private TimmConfig() {}

    /**
     * @param config a parsed {@code config.json}
     * @return the architecture it describes
     * @throws InvalidFieldException if it describes none that is supported
     */
    public static ModelArchitecture read(JsonNode config) {
        JsonNode name = config.path("architecture");
        Check.that(
                name.isTextual(), "architecture", name.isMissingNode() ? null : name, "give timm's name of the model");
        if (name.asText().equals(TORCHSCRIPT)) {
            return torchScript(config);
        }
        ModelArchitecture architecture = TimmArchitecture.read(config, name.asText());
        checkLabels(config, architecture.classes());
        return architecture;
    }

    /**
     * @param config a parsed {@code config.json}
     * @return the class names it lists, in the order of the head; empty if none
     * @throws InvalidFieldException if they are numbered, and the numbers are not those of the head
     */
    public static List<String> labelNames(JsonNode config) {
        JsonNode labels = config.path("label_names");
        if (labels.isMissingNode()) {
            labels = pretrained(config).path("label_names");
        }
        if (labels.isMissingNode()) {
            labels = pretrained(config).path("labels");
        }
        return labels.isObject() ? numbered(labels) : listed(labels);
    }

    private static List<String> listed(JsonNode labels) {
        List<String> names = new ArrayList<>();
        labels.forEach(label -> names.add(label.asText()));
        return List.copyOf(names);
    }

    /** timm writes names by number where some are left out; JSON keeps no order. */
    private static List<String> numbered(JsonNode labels) {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < labels.size(); id++) {
            JsonNode name = labels.path(Integer.toString(id));
            Check.that(
                    name.isTextual(),
                    "label_names",
                    labels.size() + " names without number " + id,
                    "number them from 0, or leave them out");
            names.add(name.asText());
        }
        return List.copyOf(names);
    }

    /**
     * @param architecture a network
     * @param classNames names of its classes
     * @param mean means of red, green and blue that its input is normalised with
     * @param deviation their standard deviations
     * @param cropPct share of the scaled image that evaluation cuts out; 1 for all of it
     * @return the {@code config.json}
     */
    public static ObjectNode write(
            ModelArchitecture architecture,
            List<String> classNames,
            double[] mean,
            double[] deviation,
            double cropPct) {
        ObjectNode config = Json.mapper().createObjectNode();
        ObjectNode arguments = Json.mapper().createObjectNode();
        if (architecture instanceof VitArchitecture vit) {
            boolean distilled = vit.pooling() == Pooling.DISTILLED;
            config.put("architecture", distilled ? "deit_base_distilled_patch16_224" : "vit_base_patch16_224");
            config.put("num_features", vit.dim());
            boolean token = distilled || vit.pooling() == Pooling.CLASS_TOKEN;
            config.put("global_pool", token ? "token" : "avg");
            arguments.put("img_size", vit.imageSize());
            arguments.put("patch_size", vit.patchSize());
            arguments.put("embed_dim", vit.dim());
            arguments.put("depth", vit.depth());
            arguments.put("num_heads", vit.heads());
            arguments.put("mlp_ratio", vit.mlpRatio());
            arguments.put("class_token", token);
            arguments.put("global_pool", token ? "token" : "avg");
            arguments.put("fc_norm", vit.pooling() == Pooling.MEAN_THEN_NORM);
            if (vit.normEps() != TimmVit.NORM_EPS) {
                // timm takes none, so it stands where timm does not look.
                config.put(TimmVit.NORM_EPS_FIELD, vit.normEps());
            }
        } else if (architecture instanceof ModernVitArchitecture) {
            config.put("architecture", TimmVit.OWN_MODERN);
            arguments = Json.mapper().valueToTree(architecture);
        } else if (architecture instanceof ResNetArchitecture resnet) {
            TimmArchitecture.write(resnet, config, arguments);
        } else {
            config.put("architecture", TORCHSCRIPT);
        }
        config.put("num_classes", architecture.classes());
        config.set("model_args", arguments);
        config.set("pretrained_cfg", pretrained(architecture, mean, deviation, cropPct));
        ArrayNode labels = config.putArray("label_names");
        classNames.forEach(labels::add);
        return config;
    }

    /**
     * @param config a parsed {@code config.json}
     * @return means and standard deviations of red, green and blue that the input is normalised with, six numbers; null if it
     *     does not say
     */
    public static double[] normalisation(JsonNode config) {
        JsonNode pretrained = pretrained(config);
        return normalisation(pretrained, "mean", "std");
    }

    /**
     * @param config a parsed {@code config.json}
     * @return share of a scaled image that its evaluation cuts out, 0.1 to 1; null if it does not say so
     */
    public static Double cropPct(JsonNode config) {
        JsonNode share = pretrained(config).path("crop_pct");
        return share.isNumber() && share.asDouble() >= 0.1 && share.asDouble() <= 1 ? (Double) share.asDouble() : null;
    }

    /**
     * @param config a parsed {@code config.json}
     * @param imageSize pixels that the network takes
     * @return its evaluation; where it does not say so, what timm does then
     * @throws InvalidFieldException if it is another than that of the shorter side and the centre
     */
    public static Preprocessing preprocessing(JsonNode config, int imageSize) {
        String mode = pretrained(config).path("crop_mode").asText("center");
        Check.that(mode.equals("center"), "pretrained_cfg.crop_mode", mode, "only center is supported");
        Double share = cropPct(config);
        String interpolation = HuggingFaceConfig.interpolation(config);
        return new Preprocessing(
                imageSize,
                share == null ? DEFAULT_CROP_PCT : share,
                interpolation.equals("bilinear") ? Filter.BILINEAR : Filter.BICUBIC,
                false);
    }

    /**
     * @return means and deviations of red, green and blue, six numbers; null if neither is given
     */
    static double[] normalisation(JsonNode config, String meanField, String deviationField) {
        double[] mean = channels(config, meanField);
        double[] deviation = channels(config, deviationField);
        if (mean == null && deviation == null) {
            return null;
        }
        Check.that(mean != null, meanField, null, "give it too, " + deviationField + " is there");
        Check.that(deviation != null, deviationField, null, "give it too, " + meanField + " is there");
        double[] numbers = new double[6];
        for (int channel = 0; channel < 3; channel++) {
            Check.that(
                    deviation[channel] > 0, deviationField, config.path(deviationField), "give three positive numbers");
            numbers[channel] = mean[channel];
            numbers[3 + channel] = deviation[channel];
        }
        return numbers;
    }

    /** One number stands for all three. */
    private static double[] channels(JsonNode config, String field) {
        JsonNode values = config.path(field);
        if (values.isMissingNode() || values.isNull()) {
            return null;
        }
        double[] numbers = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            JsonNode value = values.isArray() && values.size() == 3 ? values.get(channel) : values;
            Check.that(
                    value.isNumber() && Double.isFinite(value.asDouble()),
                    field,
                    values,
                    "give three numbers, for red, green and blue");
            numbers[channel] = value.asDouble();
        }
        return numbers;
    }

    /** What timm calls so, and before that was the whole file. */
    static JsonNode pretrained(JsonNode config) {
        return config.path("pretrained_cfg").isObject() ? config.get("pretrained_cfg") : config;
    }

    private static ObjectNode pretrained(
            ModelArchitecture architecture, double[] mean, double[] deviation, double cropPct) {
        ObjectNode pretrained = Json.mapper().createObjectNode();
        pretrained.put("custom_load", false);
        pretrained.put("num_classes", architecture.classes());
        pretrained.putArray("input_size").add(3).add(architecture.imageSize()).add(architecture.imageSize());
        // As the platform itself evaluates.
        pretrained.put("interpolation", "bicubic");
        pretrained.put("crop_pct", cropPct);
        ArrayNode means = pretrained.putArray("mean");
        ArrayNode deviations = pretrained.putArray("std");
        for (int channel = 0; channel < 3; channel++) {
            means.add(mean[channel]);
            deviations.add(deviation[channel]);
        }
        adaptation(architecture, pretrained);
        // Without one timm claims apache-2.0 where it pushes the model to a hub, and whose images these were is not
        // known.
        pretrained.put("license", "unknown");
        return pretrained;
    }

    /** What timm exchanges for other classes and channels; it takes the defaults of no other configuration. */
    private static void adaptation(ModelArchitecture architecture, ObjectNode pretrained) {
        if (architecture instanceof VitArchitecture vit) {
            pretrained.put("fixed_input_size", true);
            pretrained.put("first_conv", "patch_embed.proj");
            if (vit.pooling() == Pooling.DISTILLED) {
                pretrained.putArray("classifier").add("head").add("head_dist");
            } else {
                pretrained.put("classifier", "head");
            }
        } else if (architecture instanceof ResNetArchitecture) {
            pretrained.put("first_conv", "conv1");
            pretrained.put("classifier", "fc");
        }
    }

    /** Nothing else says what the program takes, so nothing is guessed but the normalisation, and what is there has to be right. */
    private static ModelArchitecture torchScript(JsonNode config) {
        JsonNode pretrained = config.path("pretrained_cfg");
        JsonNode input = pretrained.path("input_size");
        Check.that(
                input.size() == 3
                        && input.path(0).isInt()
                        && input.path(0).asInt() == 3
                        && input.path(1).isInt()
                        && input.path(1).equals(input.path(2)),
                "pretrained_cfg.input_size",
                input.isMissingNode() ? null : input,
                "give the size of its square input as [3, S, S], for example [3, 224, 224]");
        int classes = classes(config);
        checkLabels(config, classes);
        return new TorchScriptArchitecture(
                input.path(1).asInt(), classes, numbers(pretrained, "mean"), numbers(pretrained, "std"));
    }

    private static void checkLabels(JsonNode config, int classes) {
        List<String> labels = labelNames(config);
        Check.that(
                labels.isEmpty() || labels.size() == classes,
                "label_names",
                labels.size() + " names",
                "give one for each of the " + classes + " classes in the order of the logits, or leave them out");
    }

    private static List<Double> numbers(JsonNode pretrained, String field) {
        JsonNode values = pretrained.path(field);
        if (values.isMissingNode() || values.isNull()) {
            return null;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : values) {
            Check.that(value.isNumber(), "pretrained_cfg." + field, values, "give three numbers");
            numbers.add(value.asDouble());
        }
        return numbers;
    }

    static int classes(JsonNode config) {
        JsonNode classes = config.path("model_args").path("num_classes");
        if (classes.isMissingNode() || classes.isNull()) {
            classes = config.path("num_classes");
        }
        if (classes.isMissingNode() || classes.isNull()) {
            classes = pretrained(config).path("num_classes");
        }
        Check.that(
                classes.isInt(), "num_classes", classes.isMissingNode() ? null : classes, "give the number of classes");
        Check.that(classes.asInt() != 0, "num_classes", 0, HuggingFaceConfig.HEADLESS);
        return classes.asInt();
    }
}

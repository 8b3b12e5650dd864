package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code config.json} beside a model's weights, as timm writes and reads it ({@code timm.models._hub}): architecture
 * name, {@code model_args}, {@code pretrained_cfg}, {@code label_names}. A TorchScript file's has the same form, with {@value
 * #TORCHSCRIPT} in the place of timm's name.
 */
public final class TimmConfig {

    /** The {@code architecture} of a TorchScript file. */
    public static final String TORCHSCRIPT = "torchscript";

    private static final Pattern VIT =
            Pattern.compile("(vit|deit)_(tiny|small|base|large)(_distilled)?_patch(\\d+)_(\\d+)(\\..*)?");
    private static final Map<String, int[]> VIT_SIZES = Map.of(
            "tiny", new int[] {192, 12, 3},
            "small", new int[] {384, 12, 6},
            "base", new int[] {768, 12, 12},
            "large", new int[] {1024, 24, 16});
    private static final Map<String, List<Integer>> RESNETS = Map.of(
            "resnet18", List.of(2, 2, 2, 2),
            "resnet34", List.of(3, 4, 6, 3),
            "resnet50", List.of(3, 4, 6, 3),
            "resnet101", List.of(3, 4, 23, 3));

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
        return name.asText().startsWith("resnet") ? resnet(config, name.asText()) : vit(config, name.asText());
    }

    /**
     * @param config a parsed {@code config.json}
     * @return the class names it lists; empty if none
     */
    public static List<String> labelNames(JsonNode config) {
        JsonNode labels = config.path("label_names");
        if (labels.isMissingNode()) {
            labels = config.path("pretrained_cfg").path("label_names");
        }
        List<String> names = new ArrayList<>();
        labels.forEach(label -> names.add(label.asText()));
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
            if (vit.normEps() != 1e-6) {
                arguments.put("norm_eps", vit.normEps());
            }
        } else if (architecture instanceof ResNetArchitecture resnet) {
            config.put("architecture", resnet.block() == ResNetArchitecture.Block.BASIC ? "resnet18" : "resnet50");
            config.put(
                    "num_features",
                    (resnet.width() << (resnet.layers().size() - 1))
                            * resnet.block().expansion());
            config.put("global_pool", "avg");
            resnet.layers().forEach(arguments.putArray("layers")::add);
            arguments.put("block", resnet.block() == ResNetArchitecture.Block.BASIC ? "basic" : "bottleneck");
            arguments.put("width", resnet.width());
            arguments.put("stem", resnet.stem() == ResNetArchitecture.Stem.CIFAR ? "cifar" : "imagenet");
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
        JsonNode pretrained = config.path("pretrained_cfg");
        return normalisation(pretrained.path("mean"), pretrained.path("std"));
    }

    static double[] normalisation(JsonNode mean, JsonNode deviation) {
        if (mean.size() != 3 || deviation.size() != 3) {
            return null;
        }
        double[] numbers = new double[6];
        for (int channel = 0; channel < 3; channel++) {
            numbers[channel] = mean.get(channel).asDouble();
            numbers[3 + channel] = deviation.get(channel).asDouble();
            Check.that(numbers[3 + channel] > 0, "std", deviation, "give three positive numbers");
        }
        return numbers;
    }

    private static ObjectNode pretrained(
            ModelArchitecture architecture, double[] mean, double[] deviation, double cropPct) {
        ObjectNode pretrained = Json.mapper().createObjectNode();
        pretrained.put("custom_load", false);
        pretrained.put("num_classes", architecture.classes());
        pretrained.putArray("input_size").add(3).add(architecture.imageSize()).add(architecture.imageSize());
        // As the platform itself evaluates.
        boolean bicubic = cropPct < 1 || architecture.imageSize() > ModelArchitecture.LARGEST_SMALL_IMAGE;
        pretrained.put("interpolation", bicubic ? "bicubic" : "bilinear");
        pretrained.put("crop_pct", cropPct);
        ArrayNode means = pretrained.putArray("mean");
        ArrayNode deviations = pretrained.putArray("std");
        for (int channel = 0; channel < 3; channel++) {
            means.add(mean[channel]);
            deviations.add(deviation[channel]);
        }
        return pretrained;
    }

    private static ModelArchitecture vit(JsonNode config, String name) {
        Matcher known = VIT.matcher(name);
        JsonNode arguments = config.path("model_args");
        int[] size = {0, 0, 0};
        int patch = 0;
        int image = 0;
        if (known.matches()) {
            size = VIT_SIZES.get(known.group(2));
            patch = Integer.parseInt(known.group(4));
            image = Integer.parseInt(known.group(5));
        } else {
            Check.that(
                    name.startsWith("vit") || name.startsWith("deit"),
                    "architecture",
                    name,
                    "vit_*, deit_*, resnet18, 34, 50, 101 and " + TORCHSCRIPT + " are supported");
        }
        JsonNode input = config.path("pretrained_cfg").path("input_size");
        image = input.size() == 3 ? input.get(1).asInt() : image;
        Check.that(arguments.path("qkv_bias").asBoolean(true), "model_args.qkv_bias", false, "only true is supported");
        return new VitArchitecture(
                number(arguments, "img_size", image),
                number(arguments, "patch_size", patch),
                number(arguments, "embed_dim", size[0]),
                number(arguments, "num_heads", size[2]),
                number(arguments, "depth", size[1]),
                classes(config),
                arguments.path("mlp_ratio").asDouble(4),
                arguments.path("norm_eps").asDouble(1e-6),
                name.contains("_distilled") ? Pooling.DISTILLED : pooling(config, arguments));
    }

    private static Pooling pooling(JsonNode config, JsonNode arguments) {
        String pool =
                arguments.path("global_pool").asText(config.path("global_pool").asText("token"));
        boolean classToken = arguments.path("class_token").asBoolean(true);
        if (pool.equals("token") && classToken) {
            return Pooling.CLASS_TOKEN;
        }
        Check.that(
                pool.equals("avg") && !classToken,
                "model_args.global_pool",
                pool + (classToken ? " with a class token" : " without a class token"),
                "supported are token with a class token, and avg without one");
        JsonNode fcNorm = arguments.path("fc_norm");
        return fcNorm.isBoolean() && !fcNorm.asBoolean() ? Pooling.NORM_THEN_MEAN : Pooling.MEAN_THEN_NORM;
    }

    private static ModelArchitecture resnet(JsonNode config, String name) {
        String base = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        JsonNode arguments = config.path("model_args");
        List<Integer> layers = RESNETS.get(base);
        if (arguments.path("layers").isArray()) {
            layers = new ArrayList<>();
            for (JsonNode count : arguments.get("layers")) {
                layers.add(count.asInt());
            }
        }
        Check.that(
                layers != null,
                "architecture",
                name,
                "resnet18, 34, 50 and 101 are known; others need model_args.layers");
        boolean bottleneck = base.equals("resnet50") || base.equals("resnet101");
        String block = arguments.path("block").asText(bottleneck ? "bottleneck" : "basic");
        Check.that(
                block.equals("basic") || block.equals("bottleneck"),
                "model_args.block",
                block,
                "give basic or bottleneck");
        JsonNode input = config.path("pretrained_cfg").path("input_size");
        String stem = arguments.path("stem").asText("imagenet");
        Check.that(stem.equals("cifar") || stem.equals("imagenet"), "model_args.stem", stem, "give cifar or imagenet");
        return new ResNetArchitecture(
                input.size() == 3 ? input.get(1).asInt() : 224,
                classes(config),
                layers,
                block.equals("basic") ? ResNetArchitecture.Block.BASIC : ResNetArchitecture.Block.BOTTLENECK,
                stem.equals("cifar") ? ResNetArchitecture.Stem.CIFAR : ResNetArchitecture.Stem.IMAGENET,
                arguments.path("width").asInt(64));
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
        List<String> labels = labelNames(config);
        Check.that(
                labels.isEmpty() || labels.size() == classes,
                "label_names",
                labels.size() + " names",
                "give one for each of the " + classes + " classes in the order of the logits, or leave them out");
        return new TorchScriptArchitecture(
                input.path(1).asInt(), classes, numbers(pretrained, "mean"), numbers(pretrained, "std"));
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

    private static int classes(JsonNode config) {
        JsonNode classes = config.path("num_classes");
        if (!classes.isInt()) {
            classes = config.path("pretrained_cfg").path("num_classes");
        }
        Check.that(classes.isInt(), "num_classes", null, "give the number of classes");
        return classes.asInt();
    }

    private static int number(JsonNode arguments, String field, int fallback) {
        JsonNode value = arguments.path(field);
        if (value.isMissingNode() || value.isNull()) {
            Check.that(fallback > 0, "model_args." + field, null, "it does not follow from the architecture's name");
            return fallback;
        }
        Check.that(value.isInt(), "model_args." + field, value, "give a whole number");
        return value.asInt();
    }
}

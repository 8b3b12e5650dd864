package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network that timm builds from a name and {@code model_args}. What it would build otherwise than it is built here is refused. */
final class TimmArchitecture {

    /** Epsilon of timm's layer norms. */
    static final double NORM_EPS = 1e-6;
    /** Where another one stands, which timm knows no argument for. */
    static final String NORM_EPS_FIELD = "norm_eps";

    /** The name of residual networks that timm has no constructor for: another stem, another width, other than four groups. */
    private static final String OWN_RESNET = "learngene_resnet";

    private static final Pattern VIT =
            Pattern.compile("(vit|deit)_(tiny|small|base|large)(_distilled)?_patch(\\d{1,4})_(\\d{1,5})(\\..*)?");
    private static final Map<String, int[]> VIT_SIZES = Map.of(
            "tiny", new int[] {192, 12, 3},
            "small", new int[] {384, 12, 6},
            "base", new int[] {768, 12, 12},
            "large", new int[] {1024, 24, 16});
    private static final Map<String, List<Integer>> RESNETS = Map.of(
            "resnet18", List.of(2, 2, 2, 2),
            "resnet26", List.of(2, 2, 2, 2),
            "resnet34", List.of(3, 4, 6, 3),
            "resnet50", List.of(3, 4, 6, 3),
            "resnet101", List.of(3, 4, 23, 3),
            "resnet152", List.of(3, 8, 36, 3),
            "resnet200", List.of(3, 24, 36, 3));

    private static final Set<String> BOTTLENECKS =
            Set.of("resnet26", "resnet50", "resnet101", "resnet152", "resnet200");

    private TimmArchitecture() {}

    static ModelArchitecture read(JsonNode config, String name) {
        return name.startsWith("resnet") || name.equals(OWN_RESNET) ? resnet(config, name) : vit(config, name);
    }

    private static ModelArchitecture vit(JsonNode config, String name) {
        Matcher known = VIT.matcher(name);
        Check.that(
                known.matches(),
                "architecture",
                name,
                "vit_* and deit_* of tiny, small, base and large, resnet18, 26, 34, 50, 101, 152, 200 and "
                        + TimmConfig.TORCHSCRIPT + " are supported");
        JsonNode arguments = config.path("model_args");
        TimmArguments.checkVit(arguments);
        int[] size = VIT_SIZES.get(known.group(2));
        // The platform once wrote the epsilon among the arguments.
        double eps = real(arguments, NORM_EPS_FIELD, real(config, NORM_EPS_FIELD, NORM_EPS));
        return new VitArchitecture(
                number(arguments, "img_size", imageSize(config, Integer.parseInt(known.group(5)))),
                number(arguments, "patch_size", Integer.parseInt(known.group(4))),
                number(arguments, "embed_dim", size[0]),
                number(arguments, "num_heads", size[2]),
                number(arguments, "depth", size[1]),
                TimmConfig.classes(config),
                real(arguments, "mlp_ratio", 4),
                eps,
                known.group(3) != null ? Pooling.DISTILLED : pooling(config, arguments));
    }

    private static Pooling pooling(JsonNode config, JsonNode arguments) {
        String pool =
                arguments.path("global_pool").asText(config.path("global_pool").asText("token"));
        boolean classToken = arguments.path("class_token").asBoolean(true);
        JsonNode fcNorm = arguments.path("fc_norm");
        if (pool.equals("token") && classToken) {
            return Pooling.CLASS_TOKEN;
        }
        Check.that(
                pool.equals("avg") && !classToken,
                "model_args.global_pool",
                pool + (classToken ? " with a class token" : " without a class token"),
                "supported are token with a class token, and avg without one");
        return fcNorm.isBoolean() && !fcNorm.asBoolean() ? Pooling.NORM_THEN_MEAN : Pooling.MEAN_THEN_NORM;
    }

    private static ModelArchitecture resnet(JsonNode config, String name) {
        String base = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        Check.that(
                RESNETS.containsKey(base) || base.equals(OWN_RESNET),
                "architecture",
                name,
                "of residual networks resnet18, 26, 34, 50, 101, 152 and 200 are supported");
        JsonNode arguments = config.path("model_args");
        TimmArguments.checkResNet(arguments);
        JsonNode pool = config.path("global_pool");
        Check.that(pool.asText("avg").equals("avg"), "global_pool", pool, "only avg is supported");
        List<Integer> layers = RESNETS.get(base);
        if (arguments.path("layers").isArray()) {
            layers = integers(arguments, "layers");
        }
        Check.that(layers != null, "model_args.layers", null, "give the blocks of each group");
        String block = arguments.path("block").asText(BOTTLENECKS.contains(base) ? "bottleneck" : "basic");
        String stem = arguments.path("stem").asText("imagenet");
        return new ResNetArchitecture(
                imageSize(config, 224),
                TimmConfig.classes(config),
                layers,
                block.equals("basic") ? Block.BASIC : Block.BOTTLENECK,
                stem.equals("cifar") ? Stem.CIFAR : Stem.IMAGENET,
                width(arguments, layers.size()));
    }

    /** Groups that do not double their channels are another network. */
    private static int width(JsonNode arguments, int groups) {
        if (!arguments.path("channels").isArray()) {
            return number(arguments, "width", 64);
        }
        List<Integer> channels = integers(arguments, "channels");
        boolean doubling = channels.size() == groups;
        for (int group = 0; doubling && group < groups; group++) {
            doubling = channels.get(group) == 64 << group;
        }
        Check.that(doubling, "model_args.channels", channels, "only 64 that double from group to group are supported");
        return 64;
    }

    /** Writes the arguments that timm builds a residual network from, and an own name where timm cannot. */
    static void write(ResNetArchitecture resnet, ObjectNode config, ObjectNode arguments) {
        boolean basic = resnet.block() == Block.BASIC;
        boolean timm = resnet.width() == 64
                && resnet.stem() == Stem.IMAGENET
                && resnet.layers().size() == 4;
        config.put("architecture", timm ? (basic ? "resnet18" : "resnet50") : OWN_RESNET);
        config.put(
                "num_features",
                (resnet.width() << (resnet.layers().size() - 1))
                        * resnet.block().expansion());
        config.put("global_pool", "avg");
        resnet.layers().forEach(arguments.putArray("layers")::add);
        if (!timm) {
            arguments.put("block", basic ? "basic" : "bottleneck");
            arguments.put("width", resnet.width());
            arguments.put("stem", resnet.stem() == Stem.CIFAR ? "cifar" : "imagenet");
        }
    }

    private static int imageSize(JsonNode config, int fallback) {
        JsonNode input = TimmConfig.pretrained(config).path("input_size");
        if (input.isMissingNode() || input.isNull()) {
            return fallback;
        }
        Check.that(
                input.size() == 3
                        && input.path(0).asInt() == 3
                        && input.path(1).isInt()
                        && input.path(1).equals(input.path(2)),
                "pretrained_cfg.input_size",
                input,
                "only squares of three channels are supported, as [3, S, S]");
        return input.get(1).asInt();
    }

    private static List<Integer> integers(JsonNode arguments, String field) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode value : arguments.get(field)) {
            Check.that(value.isInt(), "model_args." + field, arguments.get(field), "give whole numbers");
            numbers.add(value.asInt());
        }
        return numbers;
    }

    /** timm's sizes may be pairs. */
    private static int number(JsonNode arguments, String field, int fallback) {
        JsonNode value = arguments.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        boolean square = value.isArray() && value.size() == 2 && value.get(0).equals(value.get(1));
        JsonNode number = square ? value.get(0) : value;
        Check.that(number.isInt(), "model_args." + field, value, "give a whole number");
        return number.asInt();
    }

    private static double real(JsonNode node, String field, double fallback) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        Check.that(value.isNumber(), field, value, "give a number");
        return value.asDouble();
    }
}

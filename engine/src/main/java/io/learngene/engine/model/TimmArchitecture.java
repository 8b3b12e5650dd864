package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network that timm builds from a name and {@code model_args}. What it would build otherwise than it is built here is refused. */
final class TimmArchitecture {

    /** The name of residual networks that timm has no constructor for: another stem, another width, other than four groups. */
    private static final String OWN_RESNET = "learngene_resnet";

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
        return name.startsWith("resnet") || name.equals(OWN_RESNET) ? resnet(config, name) : TimmVit.read(config, name);
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
            return TimmArguments.number(arguments, "width", 64);
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

    static int imageSize(JsonNode config, int fallback) {
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
}

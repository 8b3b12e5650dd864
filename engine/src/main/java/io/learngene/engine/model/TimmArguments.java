package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Check;
import java.util.Map;
import java.util.Set;

/**
 * Which of timm's {@code model_args} say something that is understood here. An argument that is passed over may leave every tensor
 * as it is and change the function, so each one is read, has the one value that is built here, or is refused.
 */
final class TimmArguments {

    /** They decide how a network is trained or begun, or what other sizes it takes. */
    private static final Set<String> HARMLESS = Set.of(
            "drop_rate",
            "pos_drop_rate",
            "patch_drop_rate",
            "proj_drop_rate",
            "attn_drop_rate",
            "drop_path_rate",
            "drop_block_rate",
            "weight_init",
            "fix_init",
            "zero_init_last",
            "dynamic_img_size",
            "dynamic_img_pad",
            "strict_img_size",
            "num_classes");

    private static final Set<String> VIT_READ = Set.of(
            "img_size",
            "patch_size",
            "embed_dim",
            "depth",
            "num_heads",
            "mlp_ratio",
            "global_pool",
            "init_values",
            "reg_tokens",
            // As the platform wrote it once.
            TimmVit.NORM_EPS_FIELD);

    private static final Set<String> FLAG = Set.of("true", "false");

    private static final Map<String, Set<String>> VIT_VALUES = Map.ofEntries(
            Map.entry("in_chans", Set.of("3")),
            Map.entry("class_token", FLAG),
            Map.entry("qkv_bias", FLAG),
            Map.entry("qk_norm", FLAG),
            Map.entry("scale_attn_norm", Set.of("false")),
            Map.entry("scale_mlp_norm", Set.of("false")),
            Map.entry("proj_bias", Set.of("true")),
            Map.entry("pos_embed", Set.of("learn")),
            Map.entry("no_embed_class", FLAG),
            Map.entry("pre_norm", FLAG),
            Map.entry("final_norm", FLAG),
            Map.entry("fc_norm", FLAG),
            Map.entry("pool_include_prefix", Set.of("false")),
            Map.entry("use_naflex", Set.of("false")),
            Map.entry("norm_layer", Set.of("layernorm")),
            // timm takes a class here, which JSON has no word for; these are the names of its classes.
            Map.entry("mlp_layer", Set.of("mlp", "swiglu", "swiglupacked")),
            Map.entry("act_layer", Set.of("gelu", "gelu_tanh", "quick_gelu", "silu", "swish")));

    /** {@code stem}, {@code width} and names of blocks are the platform's own. */
    private static final Set<String> RESNET_READ = Set.of("layers", "channels", "width", "stem_width");

    private static final Map<String, Set<String>> RESNET_VALUES = Map.ofEntries(
            Map.entry("in_chans", Set.of("3")),
            Map.entry("block", Set.of("basic", "bottleneck")),
            Map.entry("stem", Set.of("cifar", "imagenet")),
            Map.entry("output_stride", Set.of("32")),
            Map.entry("global_pool", Set.of("avg")),
            Map.entry("cardinality", Set.of("1")),
            Map.entry("base_width", Set.of("64")),
            Map.entry("stem_type", Set.of("")),
            Map.entry("replace_stem_pool", Set.of("false")),
            Map.entry("block_reduce_first", Set.of("1")),
            Map.entry("down_kernel_size", Set.of("1")),
            Map.entry("avg_down", Set.of("false")),
            Map.entry("act_layer", Set.of("relu")),
            Map.entry("norm_layer", Set.of("batchnorm", "batchnorm2d")),
            Map.entry("aa_layer", Set.of("")));

    private TimmArguments() {}

    static void checkVit(JsonNode arguments) {
        check(arguments, VIT_READ, VIT_VALUES);
    }

    static void checkResNet(JsonNode arguments) {
        check(arguments, RESNET_READ, RESNET_VALUES);
    }

    private static void check(JsonNode arguments, Set<String> read, Map<String, Set<String>> values) {
        arguments.properties().forEach(argument -> {
            String name = argument.getKey();
            JsonNode value = argument.getValue();
            if (value.isNull() || HARMLESS.contains(name) || read.contains(name)) {
                return;
            }
            Set<String> allowed = values.getOrDefault(name, Set.of());
            Check.that(
                    value.isValueNode() && allowed.contains(value.asText()),
                    "model_args." + name,
                    value,
                    allowed.isEmpty()
                            ? "it is not known here whether it changes the network; remove it if it does not"
                            : "only "
                                    + String.join(
                                            ", ", allowed.stream().sorted().toList()) + " is supported");
        });
    }

    /** timm's sizes may be pairs. */
    static int number(JsonNode arguments, String field, int fallback) {
        JsonNode value = arguments.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        boolean square = value.isArray() && value.size() == 2 && value.get(0).equals(value.get(1));
        JsonNode number = square ? value.get(0) : value;
        Check.that(number.isInt(), "model_args." + field, value, "give a whole number");
        return number.asInt();
    }

    static double real(JsonNode node, String field, double fallback) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        Check.that(value.isNumber(), field, value, "give a number");
        return value.asDouble();
    }
}

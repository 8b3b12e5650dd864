package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Activation;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Layer;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Vision Transformer that timm builds from a name and {@code model_args}: one that is trained here too, where it has nothing that
 * those lack.
 */
final class TimmVit {

    /** Epsilon of timm's layer norms. */
    static final double NORM_EPS = 1e-6;
    /** Where another one stands, which timm knows no argument for. */
    static final String NORM_EPS_FIELD = "norm_eps";

    /** The name of networks that only teach, as they are published: timm has no argument for everything that they are. */
    static final String OWN_MODERN = "learngene_modern_vit";

    private static final Pattern PLAIN =
            Pattern.compile("(vit|deit)_(tiny|small|base|large)(_distilled)?_patch(\\d{1,4})_(\\d{1,5})");
    private static final Map<String, int[]> SIZES = Map.of(
            "tiny", new int[] {192, 12, 3},
            "small", new int[] {384, 12, 6},
            "base", new int[] {768, 12, 12},
            "large", new int[] {1024, 24, 16});

    /** Arguments of timm's other constructors by their names, see the test of interoperation. */
    private static final JsonNode NAMED = named();

    private final JsonNode arguments;
    private final JsonNode config;

    private TimmVit(JsonNode arguments, JsonNode config) {
        this.arguments = arguments;
        this.config = config;
    }

    static ModelArchitecture read(JsonNode config, String name) {
        String base = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        if (base.equals(OWN_MODERN)) {
            return Json.readStrict(config.path("model_args"), ModelArchitecture.class);
        }
        Matcher plain = PLAIN.matcher(base);
        boolean matches = plain.matches();
        Check.that(
                matches || NAMED.has(base),
                "architecture",
                name,
                "vit_* and deit_* of tiny, small, base and large, deit3_*, vit_*_clip_*, vit_*_dinov2, vit_*_reg*_gap_* and"
                        + " their like without attention pooling, resnet18, 26, 34, 50, 101, 152, 200 and "
                        + TimmConfig.TORCHSCRIPT + " are supported");
        ObjectNode arguments = matches ? plain(plain) : NAMED.get(base).deepCopy();
        JsonNode given = config.path("model_args");
        TimmArguments.checkVit(given);
        if (given.has("norm_layer")) {
            arguments.remove(NORM_EPS_FIELD);
        }
        given.properties().forEach(argument -> {
            arguments.remove(argument.getKey());
            if (!argument.getValue().isNull()) {
                arguments.set(argument.getKey(), argument.getValue());
            }
        });
        boolean size = !given.path("img_size").isMissingNode()
                && !given.path("img_size").isNull();
        int own = arguments.path("img_size").asInt();
        if (!size) {
            arguments.put("img_size", TimmArchitecture.imageSize(config, own == 0 ? 224 : own));
        }
        TimmVit vit = new TimmVit(arguments, config);
        return matches && plain.group(3) != null ? vit.distilled() : vit.read();
    }

    private static ObjectNode plain(Matcher name) {
        int[] size = SIZES.get(name.group(2));
        return Json.mapper()
                .createObjectNode()
                .put("img_size", Integer.parseInt(name.group(5)))
                .put("patch_size", Integer.parseInt(name.group(4)))
                .put("embed_dim", size[0])
                .put("depth", size[1])
                .put("num_heads", size[2]);
    }

    private static JsonNode named() {
        try (InputStream in = TimmVit.class.getResourceAsStream("timm_vits.json")) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("timm_vits.json is a part of the program", e);
        }
    }

    private ModelArchitecture read() {
        Answer answer = answer();
        Tokens tokens = tokens();
        Layer block = block();
        Pooling pooling = pooling(answer, tokens);
        boolean known = !block.gated()
                && !block.qkNorm()
                && !block.layerScale()
                && block.qkvBias()
                && block.activation() == Activation.GELU
                && pooling != null;
        return known ? trained(pooling) : modern(tokens, block, answer);
    }

    /** {@return how such tokens are pooled by a network that is trained here; null if by none} */
    private static Pooling pooling(Answer answer, Tokens tokens) {
        if (tokens.registers() > 0 || tokens.normed()) {
            return null;
        }
        if (!tokens.classToken() && answer.norm() != FinalNorm.NONE) {
            return answer.norm() == FinalNorm.BEFORE_POOLING ? Pooling.NORM_THEN_MEAN : Pooling.MEAN_THEN_NORM;
        }
        boolean usual =
                answer.pool() == Pool.CLASS_TOKEN && answer.norm() == FinalNorm.BEFORE_POOLING && tokens.placed() == 1;
        return usual ? Pooling.CLASS_TOKEN : null;
    }

    private ModelArchitecture distilled() {
        Layer block = block();
        Tokens tokens = tokens();
        Check.that(
                tokens.equals(new Tokens(true, 0, 1, false))
                        && block.equals(new Layer(block.hidden(), false, Activation.GELU, true, false, false)),
                "model_args",
                arguments,
                "a DeiT with a distillation token is supported as timm publishes it");
        return trained(Pooling.DISTILLED);
    }

    private VitArchitecture trained(Pooling pooling) {
        return new VitArchitecture(
                integer("img_size", 224),
                integer("patch_size", 16),
                dim(),
                integer("num_heads", 12),
                integer("depth", 12),
                TimmConfig.classes(config),
                mlpRatio(),
                eps(),
                pooling);
    }

    private ModernVitArchitecture modern(Tokens tokens, Layer block, Answer answer) {
        return new ModernVitArchitecture(
                integer("img_size", 224),
                integer("patch_size", 16),
                dim(),
                integer("num_heads", 12),
                integer("depth", 12),
                TimmConfig.classes(config),
                eps(),
                tokens,
                block,
                answer);
    }

    private Tokens tokens() {
        boolean classToken = flag("class_token", true);
        int registers = integer("reg_tokens", 0);
        int extra = (classToken ? 1 : 0) + registers;
        return new Tokens(classToken, registers, flag("no_embed_class", false) ? 0 : extra, flag("pre_norm", false));
    }

    private Layer block() {
        int width = (int) (dim() * mlpRatio());
        String mlp = arguments.path("mlp_layer").asText("mlp");
        boolean packed = mlp.equals("swiglupacked");
        Check.that(
                !packed || width % 2 == 0,
                "model_args.mlp_ratio",
                arguments.path("mlp_ratio"),
                "a packed SwiGLU has two equal halves; give a ratio that makes an even width, this one makes " + width);
        return new Layer(
                packed ? width / 2 : width,
                packed || mlp.equals("swiglu"),
                activation(),
                flag("qkv_bias", true),
                flag("qk_norm", false),
                TimmArguments.real(arguments, "init_values", 0) != 0);
    }

    private Activation activation() {
        return switch (arguments.path("act_layer").asText("gelu")) {
            case "gelu_tanh" -> Activation.GELU_TANH;
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "silu", "swish" -> Activation.SILU;
            default -> Activation.GELU;
        };
    }

    private Answer answer() {
        String pool =
                arguments.path("global_pool").asText(config.path("global_pool").asText("token"));
        Check.that(
                pool.equals("avg") || pool.equals("token") && flag("class_token", true),
                "model_args.global_pool",
                pool + (flag("class_token", true) ? " with a class token" : " without a class token"),
                "supported are token with a class token, and avg");
        boolean after = flag("fc_norm", pool.equals("avg"));
        FinalNorm norm = after ? FinalNorm.AFTER_POOLING : FinalNorm.BEFORE_POOLING;
        return new Answer(
                pool.equals("avg") ? Pool.MEAN : Pool.CLASS_TOKEN, flag("final_norm", true) ? norm : FinalNorm.NONE);
    }

    private double mlpRatio() {
        double ratio = TimmArguments.real(arguments, "mlp_ratio", 4);
        Check.range("model_args.mlp_ratio", ratio, 0.5, 16.0);
        return ratio;
    }

    private int dim() {
        return integer("embed_dim", 768);
    }

    /** The platform once wrote it among the arguments. */
    private double eps() {
        return TimmArguments.real(arguments, NORM_EPS_FIELD, TimmArguments.real(config, NORM_EPS_FIELD, NORM_EPS));
    }

    private int integer(String name, int fallback) {
        return TimmArguments.number(arguments, name, fallback);
    }

    private boolean flag(String name, boolean fallback) {
        return arguments.path(name).asBoolean(fallback);
    }
}

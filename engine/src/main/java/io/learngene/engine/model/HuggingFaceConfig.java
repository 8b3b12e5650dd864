package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.augmentation.Filter;
import io.learngene.engine.data.images.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code config.json} of a Hugging Face {@code ViTForImageClassification}, {@code DeiTForImageClassificationWithTeacher}, of a
 * tower with a head, or of a {@code ResNetForImageClassification}, and the {@code preprocessor_config.json} beside it.
 */
public final class HuggingFaceConfig {

    /** Pillow's numbers. */
    private static final Map<String, Integer> RESAMPLING = Map.of("bilinear", 2, "bicubic", 3);

    /** How transformers calls classes that have no name, before their number. */
    private static final String UNNAMED = "LABEL_";

    /** What somebody is told whose network has no head. */
    static final String HEADLESS =
            "it has no head, and a teacher needs one; train one for these classes on its features, for example"
                    + " with timm's create_model(..., num_classes=K) or an ...ForImageClassification of transformers, and give that model";

    /** Networks that only teach, and the processor of theirs: CLIP's. */
    private static final Set<String> TOWERS = Set.of("clip", "dinov2", "dinov2_with_registers");

    private static final Pattern SHORTEST = Pattern.compile("(CLIP|Bit).*");

    private static final double[] CLIP = {0.48145466, 0.4578275, 0.40821073, 0.26862954, 0.26130258, 0.27577711};

    private static final double[] IMAGENET = {0.485, 0.456, 0.406, 0.229, 0.224, 0.225};

    /** What kinds of labels the head is for, and the one that is not usual. */
    private static final String PROBLEM_TYPE = "problem_type";

    private static final String MULTI_LABEL = "multi_label_classification";

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
    public static ModelArchitecture read(JsonNode config) {
        String type = config.path("model_type").asText();
        String name = config.path("architectures").path(0).asText("");
        Check.that(
                type.equals("vit") || type.equals("deit") || TOWERS.contains(type),
                "model_type",
                type,
                "vit, deit, " + String.join(", ", TOWERS.stream().sorted().toList()) + " are supported");
        Check.that(name.isEmpty() || name.contains("ForImageClassification"), "architectures", name, HEADLESS);
        if (TOWERS.contains(type)) {
            return type.equals("clip") ? HuggingFaceTowers.clip(config) : HuggingFaceTowers.dinov2(config);
        }
        String act = config.path("hidden_act").asText("gelu");
        Check.that(act.equals("gelu"), "hidden_act", act, "only gelu is supported");
        Check.that(config.path("qkv_bias").asBoolean(true), "qkv_bias", false, "only true is supported");
        checkChannels(config);
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
     * @param config a config, here or of timm, which does not look there
     * @param multiLabel whether an image has any number of its classes
     * @return it, saying so if that is so
     */
    public static ObjectNode ofLabels(ObjectNode config, boolean multiLabel) {
        return multiLabel ? config.put(PROBLEM_TYPE, MULTI_LABEL) : config;
    }

    /**
     * @param config a parsed {@code config.json}, here or of timm
     * @return whether it says that an image has any number of its classes
     */
    public static boolean multiLabel(JsonNode config) {
        return config.path(PROBLEM_TYPE).asText().equals(MULTI_LABEL);
    }

    /**
     * @param vit a ViT; theirs has a class token, which nothing in the config can deny
     * @param classNames names of its classes; empty if it has none
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
        return named(config, classNames, vit.classes());
    }

    /**
     * @param resnet a residual network; theirs has the stem of ImageNet, which nothing in the config can deny
     * @param classNames names of its classes; empty if it has none
     * @return the {@code config.json}
     */
    public static ObjectNode write(ResNetArchitecture resnet, List<String> classNames) {
        ObjectNode config = Json.mapper().createObjectNode();
        config.putArray("architectures").add("ResNetForImageClassification");
        config.put("model_type", "resnet");
        config.put("num_channels", 3);
        config.put("embedding_size", resnet.width());
        ArrayNode widths = config.putArray("hidden_sizes");
        ArrayNode depths = config.putArray("depths");
        for (int group = 0; group < resnet.layers().size(); group++) {
            widths.add((resnet.width() << group) * resnet.block().expansion());
            depths.add(resnet.layers().get(group));
        }
        config.put("layer_type", resnet.block().name().toLowerCase(Locale.ROOT));
        config.put("hidden_act", "relu");
        config.put("downsample_in_first_stage", false);
        config.put("downsample_in_bottleneck", false);
        return named(config, classNames, resnet.classes());
    }

    /** Classes without names get those that transformers gives; it takes their number from here, and none would be no classifier. */
    private static ObjectNode named(ObjectNode config, List<String> classNames, int classes) {
        ObjectNode names = config.putObject("id2label");
        ObjectNode ids = config.putObject("label2id");
        for (int id = 0; id < classes; id++) {
            String name = classNames.isEmpty() ? UNNAMED + id : classNames.get(id);
            names.put(Integer.toString(id), name);
            ids.put(name, id);
        }
        config.put("torch_dtype", "float32");
        return config;
    }

    /**
     * The evaluation that a model's accuracy was measured with: its shorter side scaled, its centre cut out. Of the library's
     * processors this one does both, in transformers 4 and 5; that of the ViT squashes a picture to a square.
     *
     * @param timm the model's own {@code config.json}
     * @param imageSize pixels
     * @return the {@code preprocessor_config.json}
     */
    public static ObjectNode preprocessor(JsonNode timm, int imageSize) {
        JsonNode pretrained = TimmConfig.pretrained(timm);
        double cropPct = pretrained.path("crop_pct").asDouble(1);
        String interpolation = interpolation(timm);
        Check.range("pretrained_cfg.crop_pct", cropPct, 0.1, 1.0);
        ObjectNode preprocessor = Json.mapper().createObjectNode();
        preprocessor.put("image_processor_type", "BitImageProcessor");
        preprocessor.put("do_convert_rgb", true);
        preprocessor.put("do_resize", true);
        preprocessor.putObject("size").put("shortest_edge", (int) Math.floor(imageSize / cropPct));
        preprocessor.put("resample", RESAMPLING.get(interpolation));
        preprocessor.put("do_center_crop", true);
        preprocessor.putObject("crop_size").put("height", imageSize).put("width", imageSize);
        preprocessor.put("do_rescale", true);
        preprocessor.put("rescale_factor", 1 / 255.0);
        preprocessor.put("do_normalize", true);
        double[] given = TimmConfig.normalisation(timm);
        double[] numbers = given == null ? IMAGENET : given;
        ArrayNode means = preprocessor.putArray("image_mean");
        ArrayNode deviations = preprocessor.putArray("image_std");
        for (int channel = 0; channel < 3; channel++) {
            means.add(numbers[channel]);
            deviations.add(numbers[3 + channel]);
        }
        return preprocessor;
    }

    /**
     * @param timm the model's own {@code config.json}
     * @return {@code bilinear} or {@code bicubic}
     */
    public static String interpolation(JsonNode timm) {
        String interpolation = TimmConfig.pretrained(timm).path("interpolation").asText("bicubic");
        Check.that(
                RESAMPLING.containsKey(interpolation),
                "pretrained_cfg.interpolation",
                interpolation,
                "bilinear and bicubic are supported");
        return interpolation;
    }

    /**
     * @param preprocessor a parsed {@code preprocessor_config.json}; null if there is none
     * @param imageSize pixels that the network takes
     * @return its evaluation; where it does not say so, that of the library's processor of the ViT: both sides scaled, bilinear
     * @throws io.learngene.contracts.InvalidFieldException if it is none of those that are read
     */
    public static Preprocessing preprocessing(JsonNode preprocessor, int imageSize) {
        JsonNode given = preprocessor == null ? Json.mapper().createObjectNode() : preprocessor;
        Check.that(given.path("do_resize").asBoolean(true), "do_resize", false, "only true is supported");
        int bilinear = RESAMPLING.get("bilinear");
        int resample = given.path("resample").asInt(bilinear);
        Check.that(
                RESAMPLING.containsValue(resample),
                "resample",
                given.path("resample"),
                "2 (bilinear) and 3 (bicubic) are supported");
        boolean shortest = given.path("size").has("shortest_edge")
                // Where CLIP's and BiT's processors have a bare number, it is that.
                || given.path("size").isNumber()
                        && SHORTEST.matcher(kind(given)).matches();
        return new Preprocessing(
                imageSize, cropPct(preprocessor), resample == bilinear ? Filter.BILINEAR : Filter.BICUBIC, !shortest);
    }

    /**
     * The library asks a tower about images of any size, those that its processor cuts out: DINOv2 was made at 518 pixels, and is
     * asked at 224.
     *
     * @param network what {@link #read} returned
     * @param preprocessor a parsed {@code preprocessor_config.json}; null if there is none
     * @return the network at that size
     * @throws io.learngene.contracts.InvalidFieldException if the library interpolates positions otherwise than it is done here
     */
    static ModelArchitecture asked(ModelArchitecture network, JsonNode preprocessor) {
        if (!(network instanceof ModernVitArchitecture tower)
                || preprocessor == null
                || !preprocessor.path("do_center_crop").asBoolean(false)) {
            return network;
        }
        double size = pixels(preprocessor.path("crop_size"));
        if (Double.isNaN(size) || size == tower.imageSize()) {
            return network;
        }
        Check.that(
                tower.tokens().registers() == 0 && size % tower.patchSize() == 0,
                "crop_size",
                preprocessor.path("crop_size"),
                "the network was made for " + tower.imageSize() + " pixels, and the library interpolates to this size"
                        + " otherwise than it is done here; give crop_size and size that number");
        return tower.forDataset(tower.classes(), (int) size);
    }

    /**
     * @param config a parsed {@code config.json}
     * @return names of the classes in the order of the head; empty if it does not say
     */
    public static List<String> labelNames(JsonNode config) {
        JsonNode labels = config.path("id2label");
        List<String> names = new ArrayList<>();
        for (int id = 0; id < labels.size(); id++) {
            String name = labels.path(Integer.toString(id)).asText(UNNAMED);
            if (name.startsWith(UNNAMED)) {
                return List.of();
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    /**
     * @param config a parsed {@code config.json}
     * @param preprocessor a parsed {@code preprocessor_config.json}; null if there is none
     * @return means and standard deviations that pixels from 0 to 1 are normalised with, of red, green and blue, six numbers; whatever
     *     else they are multiplied by is in them
     * @throws io.learngene.contracts.InvalidFieldException if it does not say so in a way that is understood
     */
    public static double[] normalisation(JsonNode config, JsonNode preprocessor) {
        double[] own = defaults(config);
        if (preprocessor == null) {
            return own;
        }
        // Pixels are 0 to 255 where they are not scaled.
        double range = flag(preprocessor, "do_rescale") ? 1 / (255 * rescaleFactor(preprocessor)) : 1 / 255.0;
        if (!flag(preprocessor, "do_normalize")) {
            return new double[] {0, 0, 0, range, range, range};
        }
        double[] given = TimmConfig.normalisation(preprocessor, "image_mean", "image_std");
        double[] scaled = given == null ? own : given;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= range;
        }
        return scaled;
    }

    /**
     * @param preprocessor a parsed {@code preprocessor_config.json}; null if there is none
     * @return share of a scaled image that its evaluation cuts out: all of it, unless it says otherwise
     */
    public static double cropPct(JsonNode preprocessor) {
        if (preprocessor == null || !preprocessor.path("do_center_crop").asBoolean(false)) {
            return 1;
        }
        double share = pixels(preprocessor.path("crop_size")) / pixels(preprocessor.path("size"));
        return share >= 0.1 && share <= 1 ? share : 1;
    }

    /** A number, or one of its sides; else none. */
    private static double pixels(JsonNode size) {
        return size.isNumber()
                ? size.asDouble()
                : size.path("shortest_edge").asDouble(size.path("height").asDouble(Double.NaN));
    }

    private static String kind(JsonNode preprocessor) {
        return preprocessor
                .path("image_processor_type")
                .asText(preprocessor.path("feature_extractor_type").asText(""));
    }

    private static boolean flag(JsonNode preprocessor, String field) {
        JsonNode value = preprocessor.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return true;
        }
        Check.that(value.isBoolean(), field, value, "give true or false");
        return value.asBoolean();
    }

    private static double rescaleFactor(JsonNode preprocessor) {
        JsonNode value = preprocessor.path("rescale_factor");
        if (value.isMissingNode() || value.isNull()) {
            return 1 / 255.0;
        }
        Check.that(
                value.isNumber() && value.asDouble() >= 1e-6 && value.asDouble() <= 1e3,
                "rescale_factor",
                value,
                "give the number that pixels of 0 to 255 are multiplied by, for example 0.00392156862745098");
        return value.asDouble();
    }

    private static double[] defaults(JsonNode config) {
        // The library's defaults of the models' processors.
        String type = config.path("model_type").asText();
        if (TOWERS.contains(type)) {
            return CLIP.clone();
        }
        return type.equals("vit") ? new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5} : IMAGENET.clone();
    }

    static void checkChannels(JsonNode config) {
        int channels = number(config, "num_channels", 3);
        Check.that(channels == 3, "num_channels", channels, "only 3 are supported");
    }

    static int classes(JsonNode config) {
        JsonNode labels = config.path("id2label");
        return labels.size() > 0 ? labels.size() : number(config, "num_labels", 2);
    }

    /** Theirs may be pairs. */
    static int number(JsonNode config, String field, int fallback) {
        JsonNode value = config.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        boolean square = value.isArray() && value.size() == 2 && value.get(0).equals(value.get(1));
        JsonNode number = square ? value.get(0) : value;
        Check.that(number.isInt(), field, value, "give a whole number");
        return number.asInt();
    }
}

package io.learngene.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Activation;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Layer;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;

/**
 * Hugging Face's {@code Dinov2ForImageClassification}, the same {@code WithRegisters}, and {@code CLIPForImageClassification}; fields
 * that are not there are as in the library.
 */
final class HuggingFaceTowers {

    private HuggingFaceTowers() {}

    /** DINOv2's head takes the class token and the mean of the patches, both behind the final norm; registers have no position. */
    static ModernVitArchitecture dinov2(JsonNode config) {
        boolean withRegisters = config.path("model_type").asText().endsWith("_with_registers");
        HuggingFaceConfig.checkChannels(config);
        int dim = HuggingFaceConfig.number(config, "hidden_size", 768);
        int registers = withRegisters ? HuggingFaceConfig.number(config, "num_register_tokens", 4) : 0;
        boolean gated = config.path("use_swiglu_ffn").asBoolean(false);
        int width = (int) (dim * TimmArguments.real(config, "mlp_ratio", 4));
        return new ModernVitArchitecture(
                HuggingFaceConfig.number(config, "image_size", 224),
                HuggingFaceConfig.number(config, "patch_size", withRegisters ? 16 : 14),
                dim,
                HuggingFaceConfig.number(config, "num_attention_heads", 12),
                HuggingFaceConfig.number(config, "num_hidden_layers", 12),
                HuggingFaceConfig.classes(config),
                TimmArguments.real(config, "layer_norm_eps", 1e-6),
                new Tokens(true, registers, 1, false),
                new Layer(
                        // Two thirds of the MLP that it stands for, a multiple of 8.
                        gated ? (width * 2 / 3 + 7) / 8 * 8 : width,
                        gated,
                        gated ? Activation.SILU : activation(config, "gelu"),
                        config.path("qkv_bias").asBoolean(true),
                        false,
                        true),
                new Answer(Pool.CLASS_AND_MEAN, FinalNorm.BEFORE_POOLING));
    }

    /** CLIP's head takes the mean of the patches; the norm behind the blocks is the class token's alone, which nobody asks. */
    static ModernVitArchitecture clip(JsonNode config) {
        JsonNode vision = config.path("vision_config");
        Check.that(vision.isObject(), "vision_config", null, "give the part of the image tower");
        HuggingFaceConfig.checkChannels(vision);
        return new ModernVitArchitecture(
                HuggingFaceConfig.number(vision, "image_size", 224),
                HuggingFaceConfig.number(vision, "patch_size", 32),
                HuggingFaceConfig.number(vision, "hidden_size", 768),
                HuggingFaceConfig.number(vision, "num_attention_heads", 12),
                HuggingFaceConfig.number(vision, "num_hidden_layers", 12),
                HuggingFaceConfig.classes(config),
                TimmArguments.real(vision, "layer_norm_eps", 1e-5),
                new Tokens(true, 0, 1, true),
                new Layer(
                        HuggingFaceConfig.number(vision, "intermediate_size", 3072),
                        false,
                        activation(vision, "quick_gelu"),
                        true,
                        false,
                        false),
                new Answer(Pool.MEAN, FinalNorm.NONE));
    }

    private static Activation activation(JsonNode config, String fallback) {
        String name = config.path("hidden_act").asText(fallback);
        return switch (name) {
            case "gelu" -> Activation.GELU;
            case "gelu_pytorch_tanh" -> Activation.GELU_TANH;
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "silu", "swish" -> Activation.SILU;
            default ->
                throw new InvalidFieldException(
                        "hidden_act", name, "gelu, gelu_pytorch_tanh, quick_gelu and silu are supported");
        };
    }
}

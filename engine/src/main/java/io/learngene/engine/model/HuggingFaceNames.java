package io.learngene.engine.model;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;
import java.util.Map;

/** Hugging Face's names of a ViT's tensors ({@code transformers.models.vit}, {@code .deit}). */
final class HuggingFaceNames {

    private static final Map<String, String> OUTSIDE = Map.of(
            "cls_token", "embeddings.cls_token",
            "dist_token", "embeddings.distillation_token",
            "pos_embed", "embeddings.position_embeddings",
            "patch_embed.proj", "embeddings.patch_embeddings.projection",
            "norm", "layernorm");

    private static final Map<String, String> INSIDE = Map.of(
            "norm1", "layernorm_before",
            "norm2", "layernorm_after",
            "attn.proj", "attention.output.dense",
            "mlp.fc1", "intermediate.dense",
            "mlp.fc2", "output.dense");

    private HuggingFaceNames() {}

    /**
     * @param name timm's name
     * @param prefix what stands before the names outside the head, for example {@code vit.}
     * @param vit the network
     * @return the tensors that it is made of, joined along the first axis
     */
    static List<String> of(String name, String prefix, VitArchitecture vit) {
        boolean parameter = name.endsWith(".weight") || name.endsWith(".bias");
        String kind = parameter ? name.substring(name.lastIndexOf('.')) : "";
        String module = name.substring(0, name.length() - kind.length());
        if (module.equals("head")) {
            return List.of((vit.pooling() == Pooling.DISTILLED ? "cls_classifier" : "classifier") + kind);
        }
        if (module.equals("head_dist")) {
            return List.of("distillation_classifier" + kind);
        }
        if (!module.startsWith("blocks.")) {
            return List.of(prefix + OUTSIDE.get(module) + kind);
        }
        String[] parts = module.split("\\.", 3);
        String layer = prefix + "encoder.layer." + parts[1] + ".";
        if (parts[2].equals("attn.qkv")) {
            String attention = layer + "attention.attention.";
            return List.of(attention + "query" + kind, attention + "key" + kind, attention + "value" + kind);
        }
        return List.of(layer + INSIDE.get(parts[2]) + kind);
    }
}

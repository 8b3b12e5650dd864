package io.learngene.engine.model;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;
import java.util.Map;

/** Hugging Face's names of a ViT's tensors ({@code transformers.models.vit}, {@code .deit}). */
enum HuggingFaceNames {
    /** In files of every version: transformers 5 translates them when it loads and saves. */
    FILES(
            "encoder.layer.",
            List.of("attention.attention.query", "attention.attention.key", "attention.attention.value"),
            Map.of(
                    "norm1", "layernorm_before",
                    "norm2", "layernorm_after",
                    "attn.proj", "attention.output.dense",
                    "mlp.fc1", "intermediate.dense",
                    "mlp.fc2", "output.dense")),
    /** In the state dict of a module of transformers 5. */
    MODULES(
            "layers.",
            List.of("attention.q_proj", "attention.k_proj", "attention.v_proj"),
            Map.of(
                    "norm1", "layernorm_before",
                    "norm2", "layernorm_after",
                    "attn.proj", "attention.o_proj",
                    "mlp.fc1", "mlp.fc1",
                    "mlp.fc2", "mlp.fc2"));

    private static final Map<String, String> OUTSIDE = Map.of(
            "cls_token", "embeddings.cls_token",
            "dist_token", "embeddings.distillation_token",
            "pos_embed", "embeddings.position_embeddings",
            "patch_embed.proj", "embeddings.patch_embeddings.projection",
            "norm", "layernorm");

    private final String layers;
    private final List<String> queryKeyValue;
    private final Map<String, String> inside;

    HuggingFaceNames(String layers, List<String> queryKeyValue, Map<String, String> inside) {
        this.layers = layers;
        this.queryKeyValue = queryKeyValue;
        this.inside = inside;
    }

    /**
     * @param prefix what stands before the names outside the head
     * @param names names of a checkpoint's tensors
     * @return whose names they are
     */
    static HuggingFaceNames among(String prefix, Iterable<String> names) {
        for (String name : names) {
            if (name.startsWith(prefix + MODULES.layers)) {
                return MODULES;
            }
        }
        return FILES;
    }

    /**
     * @param name timm's name
     * @param prefix what stands before the names outside the head, for example {@code vit.}
     * @param vit the network
     * @return the tensors that it is made of, joined along the first axis
     */
    List<String> of(String name, String prefix, VitArchitecture vit) {
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
        String layer = prefix + layers + parts[1] + ".";
        if (parts[2].equals("attn.qkv")) {
            return queryKeyValue.stream().map(part -> layer + part + kind).toList();
        }
        return List.of(layer + inside.get(parts[2]) + kind);
    }
}

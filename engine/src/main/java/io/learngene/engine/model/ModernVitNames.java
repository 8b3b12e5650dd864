package io.learngene.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the tensors of a modern ViT are made of in a checkpoint of timm, of Hugging Face's DINOv2 ({@code transformers.models.dinov2},
 * {@code .dinov2_with_registers}) or CLIP ({@code .clip}). Names changed with versions; those that are there are taken.
 */
final class ModernVitNames {

    private static final String DINO_TOKEN = "embeddings.cls_token";
    private static final String CLIP_TOKEN = "embeddings.class_embedding";

    /** Where several lists stand, one of them is there. */
    private static final Map<String, List<List<String>>> TIMM =
            Map.of("mlp.fc1", List.of(List.of("mlp.fc1"), List.of("mlp.fc1_g", "mlp.fc1_x")));

    private static final Map<String, List<List<String>>> DINO = Map.ofEntries(
            Map.entry("cls_token", one(DINO_TOKEN)),
            Map.entry("reg_token", one("embeddings.register_tokens")),
            Map.entry("pos_embed", one("embeddings.position_embeddings")),
            Map.entry("patch_embed.proj", one("embeddings.patch_embeddings.projection")),
            Map.entry("norm", one("layernorm")),
            Map.entry("norm1", one("norm1")),
            Map.entry("norm2", one("norm2")),
            Map.entry(
                    "attn.qkv",
                    List.of(
                            List.of(
                                    "attention.attention.query",
                                    "attention.attention.key",
                                    "attention.attention.value"),
                            List.of("attention.q_proj", "attention.k_proj", "attention.v_proj"))),
            Map.entry("attn.proj", List.of(List.of("attention.output.dense"), List.of("attention.o_proj"))),
            Map.entry("ls1.gamma", one("layer_scale1.lambda1")),
            Map.entry("ls2.gamma", one("layer_scale2.lambda1")),
            Map.entry(
                    "mlp.fc1",
                    List.of(List.of("mlp.fc1"), List.of("mlp.weights_in"), List.of("mlp.gate_proj", "mlp.up_proj"))),
            Map.entry("mlp.fc2", List.of(List.of("mlp.fc2"), List.of("mlp.weights_out"), List.of("mlp.down_proj"))));

    private static final Map<String, List<List<String>>> CLIP = Map.ofEntries(
            Map.entry("cls_token", one(CLIP_TOKEN)),
            Map.entry("pos_embed", one("embeddings.position_embedding.weight")),
            Map.entry("patch_embed.proj", one("embeddings.patch_embedding")),
            Map.entry("norm_pre", one("pre_layrnorm")),
            Map.entry("norm1", one("layer_norm1")),
            Map.entry("norm2", one("layer_norm2")),
            Map.entry("attn.qkv", List.of(List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"))),
            Map.entry("attn.proj", one("self_attn.out_proj")),
            Map.entry("mlp.fc1", one("mlp.fc1")),
            Map.entry("mlp.fc2", one("mlp.fc2")));

    /** Tensors that answers do not depend on: what only training masks with, what is counted off, and norms of what is not asked. */
    private static final List<String> UNUSED =
            List.of("pooler.dense.", "embeddings.mask_token", "embeddings.position_ids", "post_layernorm.");

    private final Set<String> names;
    private final Map<String, List<List<String>>> table;
    private final String prefix;
    private final String layers;

    private ModernVitNames(Set<String> names, Map<String, List<List<String>>> table, String prefix, String layers) {
        this.names = names;
        this.table = table;
        this.prefix = prefix;
        this.layers = layers;
    }

    /**
     * @param names names of a checkpoint's tensors
     * @param huggingFace whether they are Hugging Face's
     * @return how they are called there
     */
    static ModernVitNames among(Set<String> names, boolean huggingFace) {
        if (!huggingFace) {
            return new ModernVitNames(names, TIMM, "", "blocks.");
        }
        String token = Stream.of(DINO_TOKEN, CLIP_TOKEN)
                .flatMap(each -> names.stream().filter(name -> name.endsWith(each)))
                .findFirst()
                .orElse(DINO_TOKEN);
        boolean clip = token.endsWith(CLIP_TOKEN);
        String prefix = token.substring(0, token.length() - (clip ? CLIP_TOKEN : DINO_TOKEN).length());
        return new ModernVitNames(names, clip ? CLIP : DINO, prefix, clip ? "encoder.layers." : "encoder.layer.");
    }

    /**
     * @param name a name of a checkpoint of Hugging Face's
     * @return whether no answer depends on it
     */
    static boolean unused(String name) {
        return UNUSED.stream().anyMatch(name::contains);
    }

    /**
     * @param name timm's name
     * @return the tensors that it is made of, joined along the first axis
     */
    List<String> of(String name) {
        boolean parameter = name.endsWith(".weight") || name.endsWith(".bias");
        String kind = parameter ? name.substring(name.lastIndexOf('.')) : "";
        String module = name.substring(0, name.length() - kind.length());
        if (module.equals("head")) {
            return List.of((table == TIMM ? "head" : "classifier") + kind);
        }
        String before = prefix;
        String inside = module;
        if (module.startsWith("blocks.")) {
            String[] parts = module.split("\\.", 3);
            before = prefix + layers + parts[1] + ".";
            inside = parts[2];
        }
        String start = before;
        List<List<String>> candidates = table.getOrDefault(inside, one(inside)).stream()
                .map(parts -> parts.stream().map(part -> start + part + kind).toList())
                .toList();
        return candidates.stream().filter(names::containsAll).findFirst().orElse(candidates.get(0));
    }

    private static List<List<String>> one(String name) {
        return List.of(List.of(name));
    }
}

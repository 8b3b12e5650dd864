package io.learngene.engine.shape;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/** The tensors of a ViT in timm's names and order; {@code vit.py} counts on the order. */
final class VitParameters {

    private VitParameters() {}

    static List<ParameterSpec> of(VitArchitecture vit, int blocks) {
        List<ParameterSpec> all = new ArrayList<>();
        long dim = vit.dim();
        long patch = vit.patchSize();
        all.add(new ParameterSpec("patch_embed.proj.weight", List.of(dim, 3L, patch, patch), Kind.PATCH));
        all.add(new ParameterSpec("patch_embed.proj.bias", List.of(dim), Kind.UNIFORM_BIAS, 3 * patch * patch));
        if (vit.extraTokens() > 0) {
            all.add(new ParameterSpec("cls_token", List.of(1L, 1L, dim), Kind.CLASS_TOKEN));
        }
        if (vit.extraTokens() > 1) {
            all.add(new ParameterSpec("dist_token", List.of(1L, 1L, dim), Kind.POSITION));
        }
        all.add(new ParameterSpec("pos_embed", List.of(1L, (long) vit.tokens(), dim), Kind.POSITION));
        for (int block = 0; block < blocks; block++) {
            String name = "blocks." + block + ".";
            norm(all, name + "norm1", dim);
            linear(all, name + "attn.qkv", dim, 3 * dim);
            linear(all, name + "attn.proj", dim, dim);
            norm(all, name + "norm2", dim);
            linear(all, name + "mlp.fc1", dim, vit.hidden());
            linear(all, name + "mlp.fc2", vit.hidden(), dim);
        }
        norm(all, vit.pooling() == Pooling.MEAN_THEN_NORM ? "fc_norm" : "norm", dim);
        linear(all, "head", dim, vit.classes());
        if (vit.pooling() == Pooling.DISTILLED) {
            linear(all, "head_dist", dim, vit.classes());
        }
        return List.copyOf(all);
    }

    private static void norm(List<ParameterSpec> all, String name, long dim) {
        all.add(new ParameterSpec(name + ".weight", List.of(dim), Kind.SCALE));
        all.add(new ParameterSpec(name + ".bias", List.of(dim), Kind.BIAS));
    }

    private static void linear(List<ParameterSpec> all, String name, long in, long out) {
        all.add(new ParameterSpec(name + ".weight", List.of(out, in), Kind.LINEAR));
        all.add(new ParameterSpec(name + ".bias", List.of(out), Kind.BIAS));
    }
}

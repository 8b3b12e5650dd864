package io.learngene.engine.shape;

import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.engine.shape.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/** The tensors of a modern ViT in timm's names and order; {@code modern_vit.py} counts on the order. */
final class ModernVitParameters {

    private final ModernVitArchitecture vit;
    private final List<ParameterSpec> all = new ArrayList<>();
    private final long dim;

    private ModernVitParameters(ModernVitArchitecture vit) {
        this.vit = vit;
        this.dim = vit.dim();
    }

    static List<ParameterSpec> of(ModernVitArchitecture vit) {
        ModernVitParameters parameters = new ModernVitParameters(vit);
        parameters.stem();
        for (int block = 0; block < vit.depth(); block++) {
            parameters.block("blocks." + block + ".");
        }
        if (vit.answer().norm() != FinalNorm.NONE) {
            parameters.norm(vit.answer().norm() == FinalNorm.BEFORE_POOLING ? "norm" : "fc_norm", vit.dim());
        }
        parameters.linear("head", vit.features(), vit.classes(), true);
        return List.copyOf(parameters.all);
    }

    private void stem() {
        long patch = vit.patchSize();
        all.add(new ParameterSpec("patch_embed.proj.weight", List.of(dim, 3L, patch, patch), Kind.PATCH));
        if (!vit.tokens().normed()) {
            all.add(new ParameterSpec("patch_embed.proj.bias", List.of(dim), Kind.UNIFORM_BIAS, 3 * patch * patch));
        }
        if (vit.tokens().classToken()) {
            all.add(new ParameterSpec("cls_token", List.of(1L, 1L, dim), Kind.CLASS_TOKEN));
        }
        if (vit.tokens().registers() > 0) {
            all.add(new ParameterSpec(
                    "reg_token", List.of(1L, (long) vit.tokens().registers(), dim), Kind.CLASS_TOKEN));
        }
        long places = vit.tokens().placed() + (long) vit.patches();
        all.add(new ParameterSpec("pos_embed", List.of(1L, places, dim), Kind.POSITION));
        if (vit.tokens().normed()) {
            norm("norm_pre", dim);
        }
    }

    private void block(String name) {
        norm(name + "norm1", dim);
        linear(name + "attn.qkv", dim, 3 * dim, vit.block().qkvBias());
        if (vit.block().qkNorm()) {
            norm(name + "attn.q_norm", dim / vit.heads());
            norm(name + "attn.k_norm", dim / vit.heads());
        }
        linear(name + "attn.proj", dim, dim, true);
        scale(name + "ls1.gamma");
        norm(name + "norm2", dim);
        linear(name + "mlp.fc1", dim, vit.expanded(), true);
        linear(name + "mlp.fc2", vit.block().hidden(), dim, true);
        scale(name + "ls2.gamma");
    }

    private void scale(String name) {
        if (vit.block().layerScale()) {
            all.add(new ParameterSpec(name, List.of(dim), Kind.SCALE));
        }
    }

    private void norm(String name, long width) {
        all.add(new ParameterSpec(name + ".weight", List.of(width), Kind.SCALE));
        all.add(new ParameterSpec(name + ".bias", List.of(width), Kind.BIAS));
    }

    private void linear(String name, long in, long out, boolean bias) {
        all.add(new ParameterSpec(name + ".weight", List.of(out, in), Kind.LINEAR));
        if (bias) {
            all.add(new ParameterSpec(name + ".bias", List.of(out), Kind.BIAS));
        }
    }
}

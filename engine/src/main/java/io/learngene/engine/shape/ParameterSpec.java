package io.learngene.engine.shape;

import java.util.List;

/**
 * One tensor of a network.
 *
 * @param name as in timm, for example {@code blocks.0.attn.qkv.weight}
 * @param shape sizes
 * @param kind what it is, which decides how it begins and whether it is trained and decays
 * @param fanIn of a {@link Kind#UNIFORM_BIAS} the inputs of each of its layer's outputs; else 0
 */
public record ParameterSpec(String name, List<Long> shape, Kind kind, long fanIn) {

    /** Kinds of tensors. */
    public enum Kind {
        /** Weight of a linear layer: as {@link io.learngene.contracts.recipe.WeightInit} says, normally truncated normal, 0.02 (timm's ViT). */
        LINEAR(true, true),
        /** Weight of the convolution that embeds patches: uniform up to 1 / sqrt(fan in) (PyTorch's default). */
        PATCH(true, true),
        /** Position embedding and distillation token: truncated normal, 0.02; do not decay. */
        POSITION(true, false),
        /** Class token: normal, 1e-6; does not decay. */
        CLASS_TOKEN(true, false),
        /** Weight of a residual network's convolution: normal by fan out (He et al., 2015). */
        CONVOLUTION(true, true),
        /** Weight of a residual network's classifier: uniform up to 1 / sqrt(fan in). */
        CLASSIFIER(true, true),
        /** Scale of a norm: one. */
        SCALE(true, false),
        /** Scale of the last norm of a residual branch: zero, so that a block begins as the identity. */
        LAST_SCALE(true, false),
        /** Bias: zero. */
        BIAS(true, false),
        /** Bias beside {@link #PATCH} and {@link #CLASSIFIER}, which timm leaves as PyTorch begins it: uniform up to 1 / sqrt(fan in). */
        UNIFORM_BIAS(true, false),
        /** What a method computes weights with, and begins by itself; does not decay. */
        COEFFICIENT(true, false),
        /** Running mean of a batch norm: zero; a statistic. */
        RUNNING_MEAN(false, false),
        /** Running variance of a batch norm: one; a statistic. */
        RUNNING_VARIANCE(false, false),
        /** Batches that a batch norm saw, int64: zero; a statistic. */
        BATCHES(false, false);

        private final boolean trained;
        private final boolean decays;

        Kind(boolean trained, boolean decays) {
            this.trained = trained;
            this.decays = decays;
        }
    }

    public ParameterSpec {
        if (kind == Kind.UNIFORM_BIAS == fanIn < 1) {
            throw new IllegalArgumentException(
                    "fan in of " + name + ": " + fanIn + "; only a " + Kind.UNIFORM_BIAS + " has one, and needs it");
        }
    }

    /**
     * A tensor whose beginning follows from its kind and shape.
     *
     * @param name name
     * @param shape sizes
     * @param kind any but {@link Kind#UNIFORM_BIAS}
     */
    public ParameterSpec(String name, List<Long> shape, Kind kind) {
        this(name, shape, kind, 0);
    }

    /** {@return whether gradients change it; a statistic is measured instead} */
    public boolean trained() {
        return kind.trained;
    }

    /** {@return whether weight decay applies: matrices only, no bias, norm or embedding} */
    public boolean decays() {
        return kind.decays;
    }

    /** {@return number of elements} */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}

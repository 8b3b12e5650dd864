package io.learngene.method.tleg;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The linear expansion (TLEG, arXiv 2312.05614, equation 3): every tensor of layer i of L layers, i = 0 .. L-1, is {@code base + (i / L)
 * slope}. The first layer is the base; the last has (L - 1) / L of the slope. What stands around the blocks is kept as it is.
 */
final class LinearExpansion {

    private static final String BLOCK = "blocks.0.";
    private static final String BASE = "base.";
    private static final String SLOPE = "slope.";

    private LinearExpansion() {}

    /**
     * @param shape shape of the auxiliary model, whatever its depth
     * @return the tensors of a learngene: what stands before the blocks, {@code base.*}, {@code slope.*}, and what stands after them
     */
    static List<ParameterSpec> factors(VitArchitecture shape) {
        List<ParameterSpec> factors = new ArrayList<>();
        List<ParameterSpec> slopes = new ArrayList<>();
        for (ParameterSpec spec : NetworkSpec.of(shape.withDepth(1)).parameters()) {
            if (!spec.name().startsWith(BLOCK)) {
                // The block is complete: its slopes follow.
                factors.addAll(slopes);
                slopes.clear();
                factors.add(spec);
                continue;
            }
            String part = spec.name().substring(BLOCK.length());
            // A slope of a norm or a bias begins at 0, whatever its base does, and does not decay.
            ParameterSpec.Kind slope = spec.decays() ? spec.kind() : ParameterSpec.Kind.BIAS;
            factors.add(new ParameterSpec(BASE + part, spec.shape(), spec.kind()));
            slopes.add(new ParameterSpec(SLOPE + part, spec.shape(), slope));
        }
        return List.copyOf(factors);
    }

    /**
     * @param shape shape of the auxiliary model
     * @param seed seed of the distillation
     * @param init how matrices are drawn; as published normal with deviation 0.02
     * @return the first tensors of a learngene: matrices of base and slope alike, the slopes of norms and all biases 0, as published
     */
    static Map<String, Tensor> first(VitArchitecture shape, long seed, WeightInit init) {
        long own = Seeds.of(seed, "weights");
        Map<String, Tensor> first = new LinkedHashMap<>();
        for (ParameterSpec spec : factors(shape)) {
            first.put(spec.name(), RandomInitialisation.draw(spec, own, init));
        }
        return first;
    }

    /**
     * @param learngene where the tensors of a learngene come from
     * @param shape shape of the model, with the depth that is wanted
     * @return where the tensors of the model come from; those of a block are computed when asked for, from two ranges each
     */
    static Map<String, TensorSource> weights(Map<String, TensorSource> learngene, VitArchitecture shape) {
        Map<String, TensorSource> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : NetworkSpec.of(shape).parameters()) {
            if (!spec.name().startsWith("blocks.")) {
                weights.put(spec.name(), learngene.get(spec.name()));
                continue;
            }
            int dot = spec.name().indexOf('.', "blocks.".length());
            int layer = Integer.parseInt(spec.name().substring("blocks.".length(), dot));
            String part = spec.name().substring(dot + 1);
            float share = (float) layer / shape.depth();
            TensorSource base = learngene.get(BASE + part);
            TensorSource slope = learngene.get(SLOPE + part);
            weights.put(
                    spec.name(),
                    new TensorSource.Computed(DType.F32, spec.shape(), () -> expanded(base, slope, share)));
        }
        return weights;
    }

    /** Product and sum are rounded one after the other, as PyTorch does, so that a descendant has the auxiliary model's bits. */
    private static Tensor expanded(TensorSource base, TensorSource slope, float share) {
        try {
            Tensor first = base.tensor();
            float[] values = first.toFloats();
            float[] slopes = slope.tensor().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] + share * slopes[i];
            }
            return Tensor.ofFloats(first.shape(), values);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read base or slope of a learngene: " + e.getMessage(), e);
        }
    }
}

package io.learngene.method.selection;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weight selection (arXiv 2311.18823): of every axis of a larger model's tensors evenly spaced elements are kept, the same ones in every tensor,
 * so that what leaves one layer still fits what enters the next. Queries, keys and values are taken apart: over the fused axis of all three, as
 * published, a third of a query's elements would differ from a key's. It mixes heads by design.
 */
final class WeightSelection {

    private static final String QKV = ".attn.qkv.";

    private WeightSelection() {}

    /**
     * @param n elements of an axis
     * @param m how many of them are kept, at most n
     * @return positions: every (n / m)-th where m divides n, else {@code round(linspace(0, n - 1, m))}, half to even, in PyTorch's arithmetic
     */
    static int[] positions(int n, int m) {
        int[] positions = new int[m];
        float step = m > 1 ? (n - 1) / (float) (m - 1) : 0;
        for (int i = 0; i < m; i++) {
            if (n % m == 0) {
                positions[i] = i * (n / m);
            } else {
                // linspace counts from both ends, in float.
                float at = i < m / 2 ? step * i : (n - 1) - step * (m - 1 - i);
                positions[i] = (int) Math.rint(at);
            }
        }
        return positions;
    }

    /**
     * @param large where the tensors of the larger model come from, for the images of the smaller one
     * @param small the smaller shape; heads may be other
     * @param layers for each of its layers the one of the larger model that it is taken from
     * @return where the smaller model's tensors come from, those of its head left out: it is drawn anew. One of the same shape is the larger
     *     model's own
     */
    static Map<String, TensorSource> select(
            Map<String, TensorSource> large, VitArchitecture small, List<Integer> layers) {
        Map<String, TensorSource> selected = new LinkedHashMap<>();
        for (ParameterSpec spec : NetworkSpec.of(small).parameters()) {
            if (!spec.name().startsWith("head")) {
                TensorSource source = large.get(nameIn(spec.name(), layers));
                selected.put(spec.name(), selected(source, spec));
            }
        }
        return selected;
    }

    private static String nameIn(String name, List<Integer> layers) {
        if (!name.startsWith("blocks.")) {
            return name;
        }
        int dot = name.indexOf('.', "blocks.".length());
        int layer = Integer.parseInt(name.substring("blocks.".length(), dot));
        return "blocks." + layers.get(layer) + name.substring(dot);
    }

    private static TensorSource selected(TensorSource source, ParameterSpec spec) {
        if (source.shape().equals(spec.shape())) {
            return source;
        }
        int parts = spec.name().contains(QKV) ? 3 : 1;
        return new TensorSource.Computed(DType.F32, spec.shape(), () -> {
            try {
                return select(source.tensor(), spec.shape(), parts);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the larger model: " + e.getMessage(), e);
            }
        });
    }

    /**
     * @param tensor a tensor
     * @param shape sizes of what is kept, none larger than the tensor's
     * @param parts equal parts of the first axis that are taken apart
     * @return what is kept, F32
     */
    static Tensor select(Tensor tensor, List<Long> shape, int parts) {
        int axes = shape.size();
        int[][] offsets = new int[axes][];
        int stride = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            int old = Math.toIntExact(tensor.shape().get(axis));
            int kept = Math.toIntExact(shape.get(axis));
            int groups = axis == 0 ? parts : 1;
            int[] own = positions(old / groups, kept / groups);
            offsets[axis] = new int[kept];
            for (int i = 0; i < kept; i++) {
                int group = i / own.length;
                offsets[axis][i] = (group * (old / groups) + own[i % own.length]) * stride;
            }
            stride = Math.multiplyExact(stride, old);
        }
        float[] all = tensor.toFloats();
        float[] some = new float[Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b))];
        for (int i = 0; i < some.length; i++) {
            int rest = i;
            int at = 0;
            for (int axis = axes - 1; axis >= 0; axis--) {
                at += offsets[axis][rest % offsets[axis].length];
                rest /= offsets[axis].length;
            }
            some[i] = all[at];
        }
        return Tensor.ofFloats(shape, some);
    }
}

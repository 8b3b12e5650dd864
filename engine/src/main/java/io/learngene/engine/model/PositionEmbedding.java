package io.learngene.engine.model;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The position embedding of a ViT that moves to images of another size: bicubic interpolation of its grid, as DeiT does (Touvron et
 * al., ICML 2021; cubic convolution with a = -0.75, as PyTorch's {@code interpolate}). Tokens in front of the patches keep theirs.
 */
public final class PositionEmbedding {

    private static final String NAME = "pos_embed";
    private static final double A = -0.75;

    private PositionEmbedding() {}

    /**
     * @param weights tensors of a ViT
     * @param from its shape
     * @param to the same shape but for the image size
     * @return the same tensors with an embedding of the new grid
     */
    public static Map<String, Tensor> resize(Map<String, Tensor> weights, VitArchitecture from, VitArchitecture to) {
        if (grid(from) == grid(to)) {
            return weights;
        }
        Map<String, Tensor> moved = new LinkedHashMap<>(weights);
        moved.put(NAME, resize(weights.get(NAME), from, to));
        return moved;
    }

    /**
     * @param weights where the tensors of a ViT come from
     * @param from its shape
     * @param to the same shape but for the image size
     * @return the same with an embedding of the new grid, interpolated when it is asked for
     */
    public static Map<String, TensorSource> resizeSources(
            Map<String, TensorSource> weights, VitArchitecture from, VitArchitecture to) {
        if (grid(from) == grid(to)) {
            return weights;
        }
        TensorSource own = weights.get(NAME);
        Map<String, TensorSource> moved = new LinkedHashMap<>(weights);
        moved.put(NAME, new TensorSource.Computed(DType.F32, shape(from, to), () -> resize(read(own), from, to)));
        return moved;
    }

    private static Tensor read(TensorSource source) {
        try {
            return source.tensor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME + ": " + e.getMessage(), e);
        }
    }

    private static int grid(VitArchitecture architecture) {
        return architecture.imageSize() / architecture.patchSize();
    }

    private static List<Long> shape(VitArchitecture from, VitArchitecture to) {
        return List.of(1L, from.extraTokens() + (long) grid(to) * grid(to), (long) from.dim());
    }

    private static Tensor resize(Tensor old, VitArchitecture from, VitArchitecture to) {
        int before = grid(from);
        int after = grid(to);
        float[] embedding = old.toFloats();
        int dim = from.dim();
        int extra = from.extraTokens();
        float[] resized = new float[(extra + after * after) * dim];
        System.arraycopy(embedding, 0, resized, 0, extra * dim);
        for (int y = 0; y < after; y++) {
            double[] down = taps(y, before, after);
            for (int x = 0; x < after; x++) {
                double[] right = taps(x, before, after);
                for (int c = 0; c < dim; c++) {
                    double sum = 0;
                    for (int i = 0; i < 4; i++) {
                        int row = clamp((int) down[4] + i, before);
                        for (int j = 0; j < 4; j++) {
                            int column = clamp((int) right[4] + j, before);
                            sum += down[i] * right[j] * embedding[(extra + row * before + column) * dim + c];
                        }
                    }
                    resized[(extra + y * after + x) * dim + c] = (float) sum;
                }
            }
        }
        return Tensor.ofFloats(shape(from, to), resized);
    }

    /** {@return weights of the four neighbours, and the position of the first} */
    private static double[] taps(int position, int before, int after) {
        double at = (position + 0.5) * before / after - 0.5;
        double floor = Math.floor(at);
        double t = at - floor;
        return new double[] {outer(t + 1), inner(t), inner(1 - t), outer(2 - t), floor - 1};
    }

    private static double inner(double x) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
    }

    private static double outer(double x) {
        return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }

    private static int clamp(int position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }
}

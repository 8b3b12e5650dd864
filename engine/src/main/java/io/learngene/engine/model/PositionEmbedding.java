package io.learngene.engine.model;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
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
     * @param weights tensors of a network
     * @param from its shape
     * @param to the same shape but for the image size
     * @return the same tensors with an embedding of the new grid, where the network has one
     */
    public static Map<String, Tensor> resize(
            Map<String, Tensor> weights, ModelArchitecture from, ModelArchitecture to) {
        Grid before = Grid.of(from);
        Grid after = Grid.of(to);
        if (before == null || before.side() == after.side()) {
            return weights;
        }
        Map<String, Tensor> moved = new LinkedHashMap<>(weights);
        moved.put(NAME, resize(weights.get(NAME), before, after));
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
        Grid before = Grid.of(from);
        Grid after = Grid.of(to);
        if (before.side() == after.side()) {
            return weights;
        }
        TensorSource own = weights.get(NAME);
        Map<String, TensorSource> moved = new LinkedHashMap<>(weights);
        moved.put(NAME, new TensorSource.Computed(DType.F32, after.shape(), () -> resize(read(own), before, after)));
        return moved;
    }

    /**
     * The places of tokens.
     *
     * @param side patches in a row and in a column
     * @param extra places in front of the patches
     * @param dim width of a token
     */
    private record Grid(int side, int extra, int dim) {

        /** {@return that of a network; null if it has none} */
        static Grid of(ModelArchitecture network) {
            if (network instanceof ModernVitArchitecture vit) {
                return new Grid(vit.imageSize() / vit.patchSize(), vit.tokens().placed(), vit.dim());
            }
            return network instanceof VitArchitecture vit
                    ? new Grid(vit.imageSize() / vit.patchSize(), vit.extraTokens(), vit.dim())
                    : null;
        }

        List<Long> shape() {
            return List.of(1L, extra + (long) side * side, (long) dim);
        }
    }

    private static Tensor read(TensorSource source) {
        try {
            return source.tensor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME + ": " + e.getMessage(), e);
        }
    }

    private static Tensor resize(Tensor old, Grid from, Grid to) {
        int before = from.side();
        int after = to.side();
        float[] embedding = old.toFloats();
        int dim = from.dim();
        int extra = from.extra();
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
        return Tensor.ofFloats(to.shape(), resized);
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

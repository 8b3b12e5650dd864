package io.learngene.method;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Mimetic initialisation (arXiv 2305.09828) in closed form: what attention of trained Vision Transformers looks like. Products of queries and keys
 * lean to the identity, products of values and projection away from it; each is drawn, and divided between its two factors by a singular value
 * decomposition, of which queries and keys of a head keep its width. Everything else begins as for any other model.
 *
 * <p>A decomposition for every head and one more for every layer: of width 384, 12 layers and 6 heads, 84 of 384 x 384. Each tensor is computed when
 * it is asked for, in double arithmetic without the native library, the same on every machine.
 */
public final class MimeticWeights {

    private static final String BLOCKS = "blocks.";
    private static final double TEMPERATURE = 10_000;
    /** Deviation of what {@link RandomInitialisation} draws of a linear layer. */
    private static final double DRAWN = 0.02;

    private final VitArchitecture shape;
    private final MimeticRule rule;
    private final long seed;

    private MimeticWeights(VitArchitecture shape, MimeticRule rule, long seed) {
        this.shape = shape;
        this.rule = rule;
        this.seed = Seeds.of(seed, "mimetic");
    }

    /**
     * @param shape shape of the model
     * @param rule what attention begins as
     * @param seed decides what is drawn
     * @return where its tensors come from
     */
    public static Map<String, TensorSource> of(VitArchitecture shape, MimeticRule rule, long seed) {
        return of(shape, rule, seed, WeightInit.TRUNC_NORMAL);
    }

    private static Map<String, TensorSource> of(VitArchitecture shape, MimeticRule rule, long seed, WeightInit others) {
        MimeticWeights own = new MimeticWeights(shape, rule, seed);
        Map<String, TensorSource> sources =
                new LinkedHashMap<>(RandomInitialisation.sources(NetworkSpec.of(shape), seed, others));
        for (int layer = 0; layer < shape.depth(); layer++) {
            String block = BLOCKS + layer + ".";
            computed(sources, block + "attn.qkv.weight", () -> own.qkv(block));
            computed(sources, block + "attn.proj.weight", () -> own.proj(block));
        }
        if (rule.positions() == MimeticRule.Positions.SINUSOIDAL) {
            computed(sources, "pos_embed", own::positions);
        }
        return sources;
    }

    /**
     * @param network a Vision Transformer, each of whose blocks may be applied several times
     * @param rule what the attention of its blocks begins as
     * @param seed decides what is drawn
     * @param others how all other matrices are drawn
     * @return its first weights
     */
    static Map<String, Tensor> tensors(NetworkSpec network, MimeticRule rule, long seed, WeightInit others) {
        VitArchitecture shape = ((VitArchitecture) network.architecture()).withDepth(network.blocks());
        try {
            return TensorSource.tensors(of(shape, rule, seed, others));
        } catch (IOException e) {
            throw new UncheckedIOException("nothing of them lies in a file", e);
        }
    }

    private static void computed(Map<String, TensorSource> sources, String name, Supplier<Tensor> value) {
        sources.put(name, new TensorSource.Computed(DType.F32, sources.get(name).shape(), value));
    }

    private Tensor qkv(String block) {
        int dim = shape.dim();
        int width = dim / shape.heads();
        float[] qkv = new float[3 * dim * dim];
        for (int head = 0; head < shape.heads(); head++) {
            Factors qk = factors(drawn(block + "qk." + head, rule.alphaQk(), rule.betaQk()), width);
            qk.left().into(qkv, head * width * dim);
            qk.right().into(qkv, (dim + head * width) * dim);
        }
        valueAndProjection(block).right().into(qkv, 2 * dim * dim);
        return Tensor.ofFloats(List.of(3L * dim, (long) dim), qkv);
    }

    private Tensor proj(String block) {
        int dim = shape.dim();
        float[] proj = new float[dim * dim];
        valueAndProjection(block).left().transposedInto(proj);
        return Tensor.ofFloats(List.of((long) dim, (long) dim), proj);
    }

    /** {@return left: the projection, transposed; right: the values} */
    private Factors valueAndProjection(String block) {
        return factors(drawn(block + "vo", rule.alphaVo(), -rule.betaVo()), shape.dim());
    }

    /** {@return alpha Z + beta I, dim x dim} */
    private DMatrixRMaj drawn(String name, double alpha, double beta) {
        int dim = shape.dim();
        float[] normal = RandomInitialisation.draw(
                        new ParameterSpec(name, List.of((long) dim, (long) dim), ParameterSpec.Kind.LINEAR), seed)
                .toFloats();
        DMatrixRMaj matrix = new DMatrixRMaj(dim, dim);
        double scale = alpha / DRAWN / Math.sqrt(dim);
        for (int i = 0; i < normal.length; i++) {
            matrix.data[i] = scale * normal[i] + (i / dim == i % dim ? beta : 0);
        }
        return matrix;
    }

    /**
     * Rows of a factor, each as long as the matrix is wide.
     *
     * @param rows the rows
     */
    private record Rows(double[][] rows) {

        void into(float[] values, int at) {
            for (double[] row : rows) {
                for (double value : row) {
                    values[at++] = (float) value;
                }
            }
        }

        void transposedInto(float[] values) {
            for (int row = 0; row < rows.length; row++) {
                for (int i = 0; i < rows[row].length; i++) {
                    values[i * rows.length + row] = (float) rows[row][i];
                }
            }
        }
    }

    /** The matrix is nearly the transpose of {@code left}, times {@code right}. */
    private record Factors(Rows left, Rows right) {}

    /** {@return the largest {@code rank} singular values, their roots in both factors} */
    private static Factors factors(DMatrixRMaj matrix, int rank) {
        int dim = matrix.numRows;
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(dim, dim, true, true, true);
        if (!svd.decompose(matrix.copy())) {
            throw new IllegalStateException("the singular values of a drawn matrix " + dim + " x " + dim
                    + " did not converge; take another seed");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj values = svd.getW(null);
        SingularOps_DDRM.descendingOrder(u, false, values, v, false);
        double[][] left = new double[rank][dim];
        double[][] right = new double[rank][dim];
        for (int k = 0; k < rank; k++) {
            double root = Math.sqrt(values.get(k, k));
            for (int i = 0; i < dim; i++) {
                left[k][i] = root * u.get(i, k);
                right[k][i] = root * v.get(i, k);
            }
        }
        return new Factors(new Rows(left), new Rows(right));
    }

    /** A quarter of the width each for sine and cosine of the column and of the row, as in MAE (arXiv 2111.06377). */
    private Tensor positions() {
        int dim = shape.dim();
        int quarter = dim / 4;
        int side = shape.imageSize() / shape.patchSize();
        float[] values = new float[shape.tokens() * dim];
        for (int patch = 0; patch < side * side; patch++) {
            int at = (shape.extraTokens() + patch) * dim;
            for (int i = 0; i < quarter; i++) {
                double frequency = StrictMath.pow(TEMPERATURE, -(double) i / quarter);
                double column = patch % side * frequency;
                double row = patch / side * frequency;
                values[at + i] = (float) StrictMath.sin(column);
                values[at + quarter + i] = (float) StrictMath.cos(column);
                values[at + 2 * quarter + i] = (float) StrictMath.sin(row);
                values[at + 3 * quarter + i] = (float) StrictMath.cos(row);
            }
        }
        return Tensor.ofFloats(List.of(1L, (long) shape.tokens(), (long) dim), values);
    }
}

package io.learngene.method.fine;

import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.factors.MatrixRule;
import java.util.List;
import java.util.Random;

/**
 * The factors of FINE (arXiv 2409.19289 v2): a matrix is {@code U diag(sigma) V'}. Of a kind {@code u.KIND} [out, rank] and {@code v.KIND} [in,
 * rank], which all layers share; of each layer {@code sigma.LAYER.KIND} [rank].
 *
 * @param rank columns of U and V
 */
record SingularVectors(int rank) implements MatrixRule {

    @Override
    public String program() {
        return "fine";
    }

    @Override
    public String own() {
        return "sigma";
    }

    @Override
    public List<ParameterSpec> shared(String kind, List<Long> shape) {
        return List.of(
                new ParameterSpec("u." + kind, List.of(shape.get(0), (long) rank), Kind.LINEAR),
                new ParameterSpec("v." + kind, List.of(shape.get(1), (long) rank), Kind.LINEAR));
    }

    @Override
    public List<Long> ownShape(String kind, List<Long> shape) {
        return List.of((long) rank);
    }

    /**
     * U and V are those of the drawn matrix, each with the root of its singular values, so that every layer begins as that matrix where the
     * rank is full; sigmas are 1. Columns above the full rank are drawn as large as the others, with sigmas of 0.
     */
    @Override
    public First first(String kind, Tensor drawn, long seed) {
        Svd svd = Svd.of(
                drawn.toFloats(),
                drawn.shape().get(0).intValue(),
                drawn.shape().get(1).intValue());
        Random random = new Random(Seeds.of(seed, "padding " + kind));
        Tensor u = columns(svd.left(), svd.values(), random);
        Tensor v = columns(svd.right(), svd.values(), random);
        float[] sigma = new float[rank];
        for (int i = 0; i < Math.min(rank, svd.values().length); i++) {
            sigma[i] = 1;
        }
        return new First(List.of(u, v), Tensor.ofFloats(List.of((long) rank), sigma));
    }

    private Tensor columns(double[][] vectors, double[] values, Random random) {
        float[] columns = new float[Math.multiplyExact(vectors.length, rank)];
        int known = Math.min(rank, values.length);
        double squares = 0;
        for (int row = 0; row < vectors.length; row++) {
            for (int i = 0; i < known; i++) {
                double value = vectors[row][i] * Math.sqrt(values[i]);
                squares += value * value;
                columns[row * rank + i] = (float) value;
            }
        }
        double deviation = Math.sqrt(squares / ((double) vectors.length * known));
        for (int row = 0; row < vectors.length; row++) {
            for (int i = known; i < rank; i++) {
                columns[row * rank + i] = (float) (deviation * random.nextGaussian());
            }
        }
        return Tensor.ofFloats(List.of((long) vectors.length, (long) rank), columns);
    }

    /** Products are summed up in double precision. */
    @Override
    public Tensor matrix(List<Tensor> shared, Tensor own, List<Long> shape) {
        int out = shape.get(0).intValue();
        int in = shape.get(1).intValue();
        float[] left = shared.get(0).toFloats();
        float[] right = shared.get(1).toFloats();
        float[] sigma = own.toFloats();
        float[] product = new float[out * in];
        float[] row = new float[rank];
        for (int i = 0; i < out; i++) {
            for (int k = 0; k < rank; k++) {
                row[k] = left[i * rank + k] * sigma[k];
            }
            for (int j = 0; j < in; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) row[k] * right[j * rank + k];
                }
                product[i * in + j] = (float) sum;
            }
        }
        return Tensor.ofFloats(shape, product);
    }
}

package io.learngene.method.wave;

import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.factors.MatrixRule;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The factors of WAVE (arXiv 2406.17503): a matrix is a sum of Kronecker products, {@code W[a s + c, b s + d] = sum_t T(t)[a, b] S(t)[c, d]}. Of a
 * kind {@code templates.KIND} [count, out, in], which all layers and all widths share; of each layer {@code scaler.LAYER.KIND} [count, s, s],
 * where the model is s times as wide as the templates.
 *
 * @param count templates of a kind
 * @param size width of the stream that they are made for
 * @param hidden hidden neurons that they are made for
 */
record Templates(int count, int size, int hidden) implements MatrixRule {

    /** Begins the names of scalers. */
    static final String SCALER = "scaler";

    /** Deviation of a network's matrices. */
    private static final double DEVIATION = 0.02;

    /** Root of the sum of squares of an element's scalers, at first; 0.3 and 3 learn less, see the method's page. */
    private static final double NORM = 1;

    @Override
    public String program() {
        return "wave";
    }

    @Override
    public String own() {
        return SCALER;
    }

    @Override
    public List<ParameterSpec> shared(String kind, List<Long> shape) {
        return List.of(new ParameterSpec(name(kind), List.of((long) count, out(kind), in(kind)), Kind.LINEAR));
    }

    /**
     * @param kind kind of matrix
     * @return name of its templates
     */
    static String name(String kind) {
        return "templates." + kind;
    }

    private long out(String kind) {
        return switch (kind) {
            case "attn.qkv" -> 3L * size;
            case "mlp.fc1" -> hidden;
            default -> size;
        };
    }

    private long in(String kind) {
        return kind.equals("mlp.fc2") ? hidden : size;
    }

    @Override
    public List<Long> ownShape(String kind, List<Long> shape) {
        return List.of((long) count, shape.get(0) / out(kind), shape.get(1) / in(kind));
    }

    /** Templates and scalers are normal, so that elements of every layer's matrix deviate as a network's own. */
    @Override
    public First first(String kind, Tensor drawn, long seed) {
        Random random = new Random(Seeds.of(seed, name(kind)));
        Tensor templates = normal(shared(kind, drawn.shape()).get(0).shape(), DEVIATION / NORM, random);
        Tensor scaler = normal(ownShape(kind, drawn.shape()), NORM / Math.sqrt(count), random);
        return new First(List.of(templates), scaler);
    }

    private static Tensor normal(List<Long> shape, double deviation, Random random) {
        float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.ofFloats(shape, values);
    }

    /** Products are summed up in double precision. */
    @Override
    public Tensor matrix(List<Tensor> shared, Tensor own, List<Long> shape) {
        float[] templates = shared.get(0).toFloats();
        float[] scalers = own.toFloats();
        int rows = own.shape().get(1).intValue();
        int columns = own.shape().get(2).intValue();
        int out = shape.get(0).intValue() / rows;
        int in = shape.get(1).intValue() / columns;
        int count = own.shape().get(0).intValue();
        float[] matrix = new float[out * rows * in * columns];
        double[] row = new double[in * columns];
        for (int i = 0; i < out * rows; i++) {
            Arrays.fill(row, 0);
            for (int t = 0; t < count; t++) {
                for (int b = 0; b < in; b++) {
                    double entry = templates[(t * out + i / rows) * in + b];
                    for (int d = 0; d < columns; d++) {
                        row[b * columns + d] += entry * scalers[(t * rows + i % rows) * columns + d];
                    }
                }
            }
            for (int j = 0; j < row.length; j++) {
                matrix[i * row.length + j] = (float) row[j];
            }
        }
        return Tensor.ofFloats(shape, matrix);
    }
}

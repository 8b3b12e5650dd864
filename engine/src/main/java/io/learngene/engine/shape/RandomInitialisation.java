package io.learngene.engine.shape;

import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * First weights drawn from a seed. A tensor's numbers depend on the seed, its name and its shape alone, so two networks
 * that share a tensor begin with the same one, and no two seeds share numbers.
 */
public final class RandomInitialisation {

    private RandomInitialisation() {}

    /**
     * @param spec the network
     * @param seed seed
     * @return all its tensors by name
     */
    public static Map<String, Tensor> draw(NetworkSpec spec, long seed) {
        return draw(spec, seed, WeightInit.TRUNC_NORMAL);
    }

    /**
     * @param spec the network
     * @param seed seed
     * @param init how its matrices are drawn
     * @return all its tensors by name
     */
    public static Map<String, Tensor> draw(NetworkSpec spec, long seed, WeightInit init) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            weights.put(parameter.name(), draw(parameter, seed, init));
        }
        return weights;
    }

    /**
     * First weights of a training run, each drawn when it is asked for.
     *
     * @param spec the network
     * @param seed seed of the run, of which the weights take a stream of their own
     * @return all its tensors by name
     */
    public static Map<String, TensorSource> sources(NetworkSpec spec, long seed) {
        return sources(spec, seed, WeightInit.TRUNC_NORMAL);
    }

    /**
     * First weights of a training run, each drawn when it is asked for.
     *
     * @param spec the network
     * @param seed seed of the run, of which the weights take a stream of their own
     * @param init how its matrices are drawn
     * @return all its tensors by name
     */
    public static Map<String, TensorSource> sources(NetworkSpec spec, long seed, WeightInit init) {
        long own = Seeds.of(seed, "weights");
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        spec.parameters().forEach(parameter -> sources.put(parameter.name(), source(parameter, own, init)));
        return sources;
    }

    /**
     * @param parameter one tensor of a network
     * @param seed seed
     * @return its first value, drawn when it is asked for
     */
    public static TensorSource source(ParameterSpec parameter, long seed) {
        return source(parameter, seed, WeightInit.TRUNC_NORMAL);
    }

    private static TensorSource source(ParameterSpec parameter, long seed, WeightInit init) {
        DType type = parameter.kind() == ParameterSpec.Kind.BATCHES ? DType.I64 : DType.F32;
        return new TensorSource.Computed(type, parameter.shape(), () -> draw(parameter, seed, init));
    }

    /**
     * @param parameter one tensor of a network
     * @param seed seed
     * @return its first value
     */
    public static Tensor draw(ParameterSpec parameter, long seed) {
        return draw(parameter, seed, WeightInit.TRUNC_NORMAL);
    }

    /**
     * @param parameter one tensor of a network
     * @param seed seed
     * @param init how it is drawn, if it is the matrix of a {@link ParameterSpec.Kind#LINEAR} layer
     * @return its first value
     */
    public static Tensor draw(ParameterSpec parameter, long seed, WeightInit init) {
        if (parameter.kind() == ParameterSpec.Kind.BATCHES) {
            return Tensor.ofLongs(parameter.shape(), new long[] {0});
        }
        Normals random = new Normals(Seeds.of(seed, parameter.name()));
        float[] values = new float[Math.toIntExact(parameter.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (parameter.kind()) {
                case LINEAR ->
                    (float)
                            (init == WeightInit.XAVIER_UNIFORM
                                    ? random.uniform(xavier(parameter))
                                    : random.truncated(0.02));
                case POSITION -> (float) random.truncated(0.02);
                case CLASS_TOKEN -> (float) (1e-6 * random.next());
                case PATCH, CLASSIFIER -> (float) random.uniform(1 / Math.sqrt(fanIn(parameter.shape())));
                case UNIFORM_BIAS -> (float) random.uniform(1 / Math.sqrt(parameter.fanIn()));
                case CONVOLUTION -> (float) (Math.sqrt(2.0 / fanOut(parameter.shape())) * random.next());
                case SCALE, RUNNING_VARIANCE -> 1;
                case BIAS, LAST_SCALE, RUNNING_MEAN, BATCHES -> 0;
                case COEFFICIENT ->
                    throw new IllegalArgumentException(
                            parameter.name() + " begins as its method says, not by its kind");
            };
        }
        return Tensor.ofFloats(parameter.shape(), values);
    }

    /** Three matrices lie in one of queries, keys and values. */
    private static double xavier(ParameterSpec matrix) {
        long outputs = matrix.shape().get(0) / (matrix.name().endsWith("qkv.weight") ? 3 : 1);
        return Math.sqrt(6.0 / (outputs + fanIn(matrix.shape())));
    }

    private static double fanIn(List<Long> shape) {
        return shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
    }

    private static double fanOut(List<Long> shape) {
        return fanIn(shape) / shape.get(1) * shape.get(0);
    }

    /** Normal numbers by Box and Muller over strict arithmetic: the same on every machine and every JDK. */
    private static final class Normals {
        private final SplittableRandom random;

        Normals(long seed) {
            random = new SplittableRandom(seed);
        }

        double next() {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
        }

        /** Truncated at two absolute units, as timm's {@code trunc_normal_(std=.02)}: a hundred deviations away. */
        double truncated(double deviation) {
            return Math.max(-2, Math.min(2, deviation * next()));
        }

        double uniform(double bound) {
            return (2 * random.nextDouble() - 1) * bound;
        }
    }
}

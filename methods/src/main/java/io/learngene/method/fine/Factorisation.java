package io.learngene.method.fine;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The factors of FINE (arXiv 2409.19289 v2): of a matrix kind {@code u.KIND} [out, rank] and {@code v.KIND} [in, rank], which all layers
 * share, and for each layer {@code sigma.LAYER.KIND} [rank]; {@code vector.LAYER.NAME} are the norms and biases of a layer, and what stands
 * around the blocks keeps its name.
 *
 * @param shape shape of a model; its depth counts the layers that have sigmas
 * @param rank columns of U and V
 */
record Factorisation(VitArchitecture shape, int rank) {

    static final String SIGMA = "sigma.";
    private static final String VECTOR = "vector.";
    private static final String BLOCK = "blocks.";
    private static final List<String> KINDS = List.of("attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2");

    /** {@return everything, in the order in which the program takes it} */
    List<ParameterSpec> factors() {
        List<ParameterSpec> network = NetworkSpec.of(shape.withDepth(1)).parameters();
        List<ParameterSpec> factors = new ArrayList<>(before(network));
        for (String kind : KINDS) {
            ParameterSpec matrix = named(network, kind);
            factors.add(new ParameterSpec("u." + kind, List.of(matrix.shape().get(0), (long) rank), Kind.LINEAR));
            factors.add(new ParameterSpec("v." + kind, List.of(matrix.shape().get(1), (long) rank), Kind.LINEAR));
        }
        for (int layer = 0; layer < shape.depth(); layer++) {
            factors.addAll(sigmas(layer));
            for (ParameterSpec each : network) {
                if (each.name().startsWith(BLOCK) && each.shape().size() == 1) {
                    factors.add(new ParameterSpec(vector(layer, each), each.shape(), each.kind(), each.fanIn()));
                }
            }
        }
        network.stream()
                .skip(before(network).size())
                .filter(p -> !p.name().startsWith(BLOCK))
                .forEach(factors::add);
        return factors;
    }

    /** {@return the sigmas of all layers, which a fit trains} */
    List<ParameterSpec> sigmas() {
        List<ParameterSpec> sigmas = new ArrayList<>();
        for (int layer = 0; layer < shape.depth(); layer++) {
            sigmas.addAll(sigmas(layer));
        }
        return sigmas;
    }

    private List<ParameterSpec> sigmas(int layer) {
        // Decay would erase layers.
        return KINDS.stream()
                .map(kind -> new ParameterSpec(SIGMA + layer + "." + kind, List.of((long) rank), Kind.COEFFICIENT))
                .toList();
    }

    /** {@return the program of a distillation, which trains everything} */
    StepExtension whole() {
        return extension(factors(), List.of(counts()));
    }

    /**
     * @param gene everything
     * @return the program of a fit, which trains the sigmas alone
     */
    StepExtension sigmasOf(Map<String, Tensor> gene) {
        List<Tensor> fixed = new ArrayList<>(List.of(counts()));
        factors().stream()
                .filter(factor -> !factor.name().startsWith(SIGMA))
                .forEach(factor -> fixed.add(gene.get(factor.name())));
        return extension(sigmas(), fixed);
    }

    private static StepExtension extension(List<ParameterSpec> factors, List<Tensor> fixed) {
        return new StepExtension(
                "fine",
                StepExtension.source(Factorisation.class, "fine"),
                Set.of(StepExtension.Place.MATERIALISE),
                factors,
                fixed,
                Map.of());
    }

    private Tensor counts() {
        List<ParameterSpec> network = NetworkSpec.of(shape.withDepth(1)).parameters();
        int before = before(network).size();
        int after = network.size() - before - 12;
        return Tensor.ofFloats(List.of(3L), new float[] {before, shape.depth(), after});
    }

    /**
     * U and V of a kind are those of one drawn matrix, each with the root of its singular values, so that every layer begins as that matrix
     * where the rank is full; sigmas are 1. Columns above the full rank are drawn as large as the others, with sigmas of 0.
     *
     * @param seed seed of the distillation
     * @return the first factors
     */
    Map<String, Tensor> first(long seed) {
        long own = Seeds.of(seed, "weights");
        Map<String, Tensor> first = new LinkedHashMap<>();
        for (ParameterSpec factor : factors()) {
            if (factor.kind() != Kind.COEFFICIENT) {
                first.put(factor.name(), RandomInitialisation.draw(factor, own));
            } else {
                first.put(factor.name(), null);
            }
        }
        for (String kind : KINDS) {
            ParameterSpec matrix = named(NetworkSpec.of(shape.withDepth(1)).parameters(), kind);
            int out = matrix.shape().get(0).intValue();
            int in = matrix.shape().get(1).intValue();
            Svd svd = Svd.of(RandomInitialisation.draw(matrix, own).toFloats(), out, in);
            Random random = new Random(Seeds.of(seed, "padding " + kind));
            first.put("u." + kind, columns(svd.left(), svd.values(), random));
            first.put("v." + kind, columns(svd.right(), svd.values(), random));
            float[] sigma = new float[rank];
            for (int i = 0; i < Math.min(rank, svd.values().length); i++) {
                sigma[i] = 1;
            }
            for (int layer = 0; layer < shape.depth(); layer++) {
                first.put(SIGMA + layer + "." + kind, Tensor.ofFloats(List.of((long) rank), sigma.clone()));
            }
        }
        return first;
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

    /**
     * The same learngene at another depth: sigmas between those of the two nearest layers, the first and the last
     * as they are; norms and biases of the nearest layer.
     *
     * @param gene everything of this depth
     * @param depth layers that are wanted
     * @return everything of that depth
     */
    Map<String, Tensor> at(Map<String, Tensor> gene, int depth) {
        Map<String, Tensor> target = new LinkedHashMap<>();
        for (ParameterSpec factor : new Factorisation(shape.withDepth(depth), rank).factors()) {
            String name = factor.name();
            if (name.startsWith(SIGMA) || name.startsWith(VECTOR)) {
                String[] parts = name.split("\\.", 3);
                double place = place(Integer.parseInt(parts[1]), depth, shape.depth());
                target.put(
                        name,
                        name.startsWith(SIGMA)
                                ? sigma(gene, parts[2], place)
                                : gene.get(VECTOR + (int) (place + 0.5) + "." + parts[2]));
            } else {
                target.put(name, gene.get(name));
            }
        }
        return target;
    }

    /** {@return where a layer of a model lies among the layers of a learngene: its first and last are the first and last there} */
    static double place(int layer, int depth, int of) {
        return depth > 1 ? (double) layer * (of - 1) / (depth - 1) : (of - 1) / 2.0;
    }

    private Tensor sigma(Map<String, Tensor> gene, String kind, double place) {
        int low = Math.min((int) place, Math.max(0, shape.depth() - 2));
        int high = Math.min(low + 1, shape.depth() - 1);
        float[] sigma = new float[rank];
        float share = (float) (place - low);
        float[] before = gene.get(SIGMA + low + "." + kind).toFloats();
        float[] behind = gene.get(SIGMA + high + "." + kind).toFloats();
        for (int i = 0; i < rank; i++) {
            sigma[i] = (1 - share) * before[i] + share * behind[i];
        }
        return Tensor.ofFloats(List.of((long) rank), sigma);
    }

    /**
     * @param gene where everything of this depth comes from
     * @return where the model's tensors come from; matrices are multiplied when they are asked for
     */
    Map<String, TensorSource> weights(Map<String, TensorSource> gene) {
        Map<String, TensorSource> weights = new LinkedHashMap<>();
        for (ParameterSpec each : NetworkSpec.of(shape).parameters()) {
            if (!each.name().startsWith(BLOCK)) {
                weights.put(each.name(), gene.get(each.name()));
                continue;
            }
            String[] parts = each.name().split("\\.", 3);
            if (each.shape().size() == 1) {
                weights.put(each.name(), gene.get(VECTOR + parts[1] + "." + parts[2]));
                continue;
            }
            String kind = parts[2].substring(0, parts[2].length() - ".weight".length());
            TensorSource u = gene.get("u." + kind);
            TensorSource v = gene.get("v." + kind);
            TensorSource sigma = gene.get(SIGMA + parts[1] + "." + kind);
            weights.put(
                    each.name(),
                    new TensorSource.Computed(DType.F32, each.shape(), () -> product(each.shape(), u, v, sigma)));
        }
        return weights;
    }

    private Tensor product(List<Long> shape, TensorSource u, TensorSource v, TensorSource sigma) {
        int out = shape.get(0).intValue();
        int in = shape.get(1).intValue();
        try {
            float[] left = u.tensor().toFloats();
            float[] right = v.tensor().toFloats();
            float[] scale = sigma.tensor().toFloats();
            float[] product = new float[out * in];
            float[] row = new float[rank];
            for (int i = 0; i < out; i++) {
                for (int k = 0; k < rank; k++) {
                    row[k] = left[i * rank + k] * scale[k];
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
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the factors of a learngene: " + e.getMessage(), e);
        }
    }

    private static List<ParameterSpec> before(List<ParameterSpec> network) {
        return network.stream().takeWhile(p -> !p.name().startsWith(BLOCK)).toList();
    }

    private static ParameterSpec named(List<ParameterSpec> network, String kind) {
        return network.stream()
                .filter(p -> p.name().equals(BLOCK + "0." + kind + ".weight"))
                .findFirst()
                .orElseThrow();
    }

    private static String vector(int layer, ParameterSpec vector) {
        return VECTOR + layer + "." + vector.name().substring((BLOCK + "0.").length());
    }
}

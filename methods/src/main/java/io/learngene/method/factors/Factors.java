package io.learngene.method.factors;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.WeightInit;
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
import java.util.Set;

/**
 * The factors of a Vision Transformer: of each kind of matrix what all layers share, and {@code OWN.LAYER.KIND}, which each layer has of its
 * own; {@code vector.LAYER.NAME} are the norms and biases of a layer, and what stands around the blocks keeps its name.
 *
 * @param shape shape of a model
 * @param rule how matrices are computed
 */
public record Factors(VitArchitecture shape, MatrixRule rule) {

    /** Kinds of matrices, in the network's order. */
    public static final List<String> KINDS = List.of("attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2");

    private static final String MODULE = "factors";
    private static final String VECTOR = "vector.";
    private static final String BLOCK = "blocks.";
    private static final int TENSORS_OF_A_BLOCK = 12;

    /** {@return everything, in the order in which the program takes it} */
    public List<ParameterSpec> all() {
        List<ParameterSpec> network = oneLayer();
        List<ParameterSpec> before = before(network);
        List<ParameterSpec> all = new ArrayList<>(before);
        KINDS.forEach(kind -> all.addAll(rule.shared(kind, matrix(kind).shape())));
        for (int layer = 0; layer < shape.depth(); layer++) {
            all.addAll(own(layer));
            for (ParameterSpec each : network) {
                if (each.name().startsWith(BLOCK) && each.shape().size() == 1) {
                    all.add(new ParameterSpec(vector(layer, each), each.shape(), each.kind(), each.fanIn()));
                }
            }
        }
        network.stream()
                .skip(before.size())
                .filter(p -> !p.name().startsWith(BLOCK))
                .forEach(all::add);
        return all;
    }

    /** {@return what the layers have of their own, which a fit trains} */
    public List<ParameterSpec> fitted() {
        List<ParameterSpec> fitted = new ArrayList<>();
        for (int layer = 0; layer < shape.depth(); layer++) {
            fitted.addAll(own(layer));
        }
        return fitted;
    }

    private List<ParameterSpec> own(int layer) {
        // Decay would erase layers.
        return KINDS.stream()
                .map(kind -> new ParameterSpec(
                        own(layer, kind), rule.ownShape(kind, matrix(kind).shape()), Kind.COEFFICIENT))
                .toList();
    }

    /** {@return the program of a distillation, which trains everything} */
    public StepExtension whole() {
        return extension(all(), List.of(counts()));
    }

    /**
     * @param gene everything
     * @return the program of a fit, which trains {@link #fitted} alone
     */
    public StepExtension fit(Map<String, Tensor> gene) {
        List<Tensor> fixed = new ArrayList<>(List.of(counts()));
        all().stream()
                .filter(factor -> !factor.name().startsWith(rule.own() + "."))
                .forEach(factor -> fixed.add(gene.get(factor.name())));
        return extension(fitted(), fixed);
    }

    private StepExtension extension(List<ParameterSpec> trained, List<Tensor> fixed) {
        return new StepExtension(
                MODULE,
                StepExtension.source(rule.getClass(), rule.program())
                        + "\n\n"
                        + StepExtension.source(Factors.class, MODULE),
                Set.of(StepExtension.Place.MATERIALISE),
                trained,
                fixed,
                Map.of());
    }

    private Tensor counts() {
        int before = before(oneLayer()).size();
        int after = oneLayer().size() - before - TENSORS_OF_A_BLOCK;
        int shared = rule.shared(KINDS.get(0), matrix(KINDS.get(0)).shape()).size();
        return Tensor.ofFloats(List.of(4L), new float[] {before, shared, shape.depth(), after});
    }

    /**
     * @param seed seed of the distillation
     * @param init how matrices are drawn
     * @return the first factors: layers are alike, and what is no matrix of a block is drawn as a network's own
     */
    public Map<String, Tensor> first(long seed, WeightInit init) {
        long weights = Seeds.of(seed, "weights");
        Map<String, Tensor> made = new LinkedHashMap<>();
        for (String kind : KINDS) {
            ParameterSpec matrix = matrix(kind);
            MatrixRule.First first = rule.first(kind, RandomInitialisation.draw(matrix, weights, init), seed);
            List<ParameterSpec> shared = rule.shared(kind, matrix.shape());
            for (int i = 0; i < shared.size(); i++) {
                made.put(shared.get(i).name(), first.shared().get(i));
            }
            for (int layer = 0; layer < shape.depth(); layer++) {
                made.put(own(layer, kind), first.own());
            }
        }
        Map<String, Tensor> first = new LinkedHashMap<>();
        for (ParameterSpec factor : all()) {
            Tensor own = made.get(factor.name());
            first.put(factor.name(), own == null ? RandomInitialisation.draw(factor, weights, init) : own);
        }
        return first;
    }

    /**
     * The same learngene at another depth: what a layer has of its own between that of the two nearest layers, the first and the last as they
     * are; norms and biases of the nearest layer.
     *
     * @param gene everything of this depth
     * @param depth layers that are wanted
     * @return everything of that depth
     */
    public Map<String, Tensor> at(Map<String, Tensor> gene, int depth) {
        Map<String, Tensor> target = new LinkedHashMap<>();
        for (ParameterSpec factor : new Factors(shape.withDepth(depth), rule).all()) {
            String name = factor.name();
            boolean own = name.startsWith(rule.own() + ".");
            if (own || name.startsWith(VECTOR)) {
                String[] parts = name.split("\\.", 3);
                double place = place(Integer.parseInt(parts[1]), depth, shape.depth());
                target.put(
                        name,
                        own ? between(gene, parts[2], place) : gene.get(VECTOR + (int) (place + 0.5) + "." + parts[2]));
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

    private Tensor between(Map<String, Tensor> gene, String kind, double place) {
        int low = Math.min((int) place, Math.max(0, shape.depth() - 2));
        int high = Math.min(low + 1, shape.depth() - 1);
        float share = (float) (place - low);
        Tensor first = gene.get(own(low, kind));
        float[] before = first.toFloats();
        float[] behind = gene.get(own(high, kind)).toFloats();
        for (int i = 0; i < before.length; i++) {
            before[i] = (1 - share) * before[i] + share * behind[i];
        }
        return Tensor.ofFloats(first.shape(), before);
    }

    /**
     * @param gene where everything of this shape comes from
     * @return where the model's tensors come from; matrices are computed when they are asked for
     */
    public Map<String, TensorSource> weights(Map<String, TensorSource> gene) {
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
            List<TensorSource> shared = rule.shared(kind, each.shape()).stream()
                    .map(factor -> gene.get(factor.name()))
                    .toList();
            TensorSource own = gene.get(own(Integer.parseInt(parts[1]), kind));
            weights.put(
                    each.name(),
                    new TensorSource.Computed(DType.F32, each.shape(), () -> computed(shared, own, each.shape())));
        }
        return weights;
    }

    private Tensor computed(List<TensorSource> shared, TensorSource own, List<Long> matrix) {
        try {
            List<Tensor> read = new ArrayList<>();
            for (TensorSource each : shared) {
                read.add(each.tensor());
            }
            return rule.matrix(read, own.tensor(), matrix);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the factors of a learngene: " + e.getMessage(), e);
        }
    }

    private List<ParameterSpec> oneLayer() {
        return NetworkSpec.of(shape.withDepth(1)).parameters();
    }

    private static List<ParameterSpec> before(List<ParameterSpec> network) {
        return network.stream().takeWhile(p -> !p.name().startsWith(BLOCK)).toList();
    }

    private ParameterSpec matrix(String kind) {
        return oneLayer().stream()
                .filter(p -> p.name().equals(BLOCK + "0." + kind + ".weight"))
                .findFirst()
                .orElseThrow();
    }

    private String own(int layer, String kind) {
        return rule.own() + "." + layer + "." + kind;
    }

    private static String vector(int layer, ParameterSpec vector) {
        return VECTOR + layer + "." + vector.name().substring((BLOCK + "0.").length());
    }
}

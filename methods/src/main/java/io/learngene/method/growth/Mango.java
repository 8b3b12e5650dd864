package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Mango (Pan et al., NeurIPS 2023): every matrix of the large network is a function of all matrices of the small one, through a ring of four
 * small cores. It begins as copies (Net2Net) and a stack of layers, and noise, without which the copies would never part.
 *
 * @param small the small network
 * @param to shape of the large one
 * @param rank of the ring
 */
record Mango(SmallModel small, VitArchitecture to, int rank) implements TrainedOperator {

    /**
     * Norm of the noise in what one output of a core sums over, against 1 of the copy that it begins as. At 24 wide its deviation is 0.02.
     */
    private static final double NOISE = 0.1;

    /** The same of the ranks above the first, which begin as nothing but noise. */
    private static final double NOISE_ABOVE = 0.05;

    private static final List<String> VECTORS = List.of(
            "norm1.weight",
            "norm1.bias",
            "attn.qkv.bias",
            "attn.proj.bias",
            "norm2.weight",
            "norm2.bias",
            "mlp.fc1.bias",
            "mlp.fc2.bias");

    @Override
    public StepExtension extension() {
        List<Tensor> fixed = new ArrayList<>(List.of(small.counts(), matrices()));
        VECTORS.forEach(vector -> fixed.add(small.stacked(vector)));
        fixed.addAll(small.outside());
        return new StepExtension(
                "mango",
                StepExtension.source(Mango.class, "mango"),
                Set.of(StepExtension.Place.MATERIALISE),
                factors(),
                fixed,
                Map.of());
    }

    @Override
    public Map<String, Tensor> first(long seed) {
        return first(new Random(Seeds.of(seed, "operator")), NOISE, NOISE_ABOVE);
    }

    /** Copies and a stack, and so much noise. */
    Map<String, Tensor> first(Random random, double noise, double noiseAbove) {
        VitArchitecture from = small.shape();
        int headDim = from.dim() / from.heads();
        int[] copies = new int[from.dim()];
        for (int place = 0; place < to.dim(); place++) {
            copies[source(place, headDim)]++;
        }
        Map<String, Tensor> first = new LinkedHashMap<>();
        for (ParameterSpec factor : factors()) {
            boolean core = factor.shape().size() == 4;
            int summed = factor.shape().get(core ? 1 : 0).intValue();
            int wide = factor.shape().get(core ? 2 : 1).intValue();
            boolean reads = factor.name().equals("s_i");
            IntUnaryOperator source =
                    switch (factor.name()) {
                        case "s_b" -> place -> place;
                        case "s_o", "s_i", "e" -> place -> source(place, headDim);
                        default -> layer -> GrowthRule.Depth.STACK.source(layer, from.depth(), to.depth());
                    };
            float[] values = new float[Math.toIntExact(factor.elements())];
            int ranks = core ? rank : 1;
            for (int i = 0; i < values.length; i++) {
                boolean above = i % ranks > 0 || i >= values.length / ranks;
                double deviation = core ? (above ? noiseAbove : noise) / Math.sqrt(summed) : 0;
                values[i] = (float) (deviation * random.nextGaussian());
            }
            for (int place = 0; place < wide; place++) {
                int old = source.applyAsInt(place);
                values[(old * wide + place) * ranks] += reads ? 1f / copies[old] : 1;
            }
            first.put(factor.name(), Tensor.ofFloats(factor.shape(), values));
        }
        return first;
    }

    /** {@return the channel that a new one copies: whole heads, one after the other} */
    private int source(int place, int headDim) {
        return place / headDim % small.shape().heads() * headDim + place % headDim;
    }

    private List<ParameterSpec> factors() {
        VitArchitecture from = small.shape();
        long kinds = 4 + 2L * ratio();
        List<ParameterSpec> factors = new ArrayList<>(List.of(
                core("s_b", kinds, kinds),
                core("s_o", from.dim(), to.dim()),
                core("s_l", from.depth(), to.depth()),
                core("s_i", from.dim(), to.dim()),
                new ParameterSpec("e", List.of((long) from.dim(), (long) to.dim()), Kind.COEFFICIENT)));
        for (String vector : VECTORS) {
            factors.add(new ParameterSpec(
                    "depth." + vector, List.of((long) from.depth(), (long) to.depth()), Kind.COEFFICIENT));
        }
        return factors;
    }

    private ParameterSpec core(String name, long old, long wide) {
        return new ParameterSpec(name, List.of((long) rank, old, wide, (long) rank), Kind.COEFFICIENT);
    }

    /** {@return widths of the stream that an MLP's hidden layer has} */
    private int ratio() {
        return small.shape().hidden() / small.shape().dim();
    }

    /** {@return all matrices of all blocks: [L, B, D, D]} */
    private Tensor matrices() {
        VitArchitecture from = small.shape();
        int dim = from.dim();
        long kinds = 4 + 2L * ratio();
        FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(kinds * dim * dim * from.depth()));
        for (int layer = 0; layer < from.depth(); layer++) {
            String block = "blocks." + layer + ".";
            for (String rows : List.of("attn.qkv.weight", "attn.proj.weight", "mlp.fc1.weight")) {
                all.put(small.weights().get(block + rows).toFloats());
            }
            float[] columns = small.weights().get(block + "mlp.fc2.weight").toFloats();
            for (int part = 0; part < ratio(); part++) {
                for (int row = 0; row < dim; row++) {
                    all.put(columns, (row * ratio() + part) * dim, dim);
                }
            }
        }
        return Tensor.ofFloats(List.of((long) from.depth(), kinds, (long) dim, (long) dim), all.array());
    }
}

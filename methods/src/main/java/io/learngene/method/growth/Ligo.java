package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.ParameterSpec.Kind;
import io.learngene.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * LiGO (Wang et al., ICLR 2023) in the form of its published code: a large layer is a mixture of the small layers, then grown to
 * {@code [W, W A'; B W, B W A']}, where A and B describe the new neurons alone.
 *
 * @param small the small network
 * @param to shape of the large one
 */
record Ligo(SmallModel small, VitArchitecture to) implements TrainedOperator {

    /** Most that is added to a coefficient of a stacked layer before the row is brought to the sum of one. */
    private static final double NOISE = 0.03;

    private static final List<String> PARTS = List.of("norm1", "q", "k", "v", "proj", "norm2", "fc1", "fc2");

    @Override
    public StepExtension extension() {
        List<Tensor> fixed = new ArrayList<>();
        fixed.add(small.counts());
        for (String part : PARTS) {
            fixed.add(stacked(part, ".weight"));
            fixed.add(stacked(part, ".bias"));
        }
        fixed.addAll(small.outside());
        return new StepExtension(
                "ligo",
                StepExtension.source(Ligo.class, "ligo"),
                Set.of(StepExtension.Place.MATERIALISE),
                factors(),
                fixed,
                Map.of());
    }

    @Override
    public Map<String, Tensor> first(long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "operator"));
        Map<String, Tensor> first = new LinkedHashMap<>();
        for (ParameterSpec factor : factors()) {
            boolean mixture = factor.name().startsWith("depth.");
            first.put(factor.name(), drawn(factor.shape(), mixture, random));
        }
        return first;
    }

    /** Layers are stacked; a new neuron is a mixture of all old ones. */
    private static Tensor drawn(List<Long> shape, boolean stacked, SplittableRandom random) {
        int rows = shape.get(0).intValue();
        int columns = shape.get(1).intValue();
        float[] values = new float[Math.multiplyExact(rows, columns)];
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                double share = random.nextDouble();
                row[j] = stacked ? (j == i % columns ? 1 : NOISE * share) : share;
                sum += row[j];
            }
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = (float) (row[j] / sum);
            }
        }
        return Tensor.ofFloats(shape, values);
    }

    private List<ParameterSpec> factors() {
        List<ParameterSpec> factors = new ArrayList<>();
        VitArchitecture from = small.shape();
        for (String part : PARTS) {
            factors.add(factor("depth." + part + ".weight", to.depth(), from.depth()));
            factors.add(factor("depth." + part + ".bias", to.depth(), from.depth()));
        }
        if (to.dim() > from.dim()) {
            factors.add(factor("e", to.dim() - from.dim(), from.dim()));
            for (int layer = 0; layer < to.depth(); layer++) {
                for (String part : List.of("q", "k", "v")) {
                    factors.add(factor(part + "." + layer, to.dim() - from.dim(), from.dim()));
                }
                factors.add(factor("f." + layer, to.hidden() - from.hidden(), from.hidden()));
            }
        }
        return factors;
    }

    private static ParameterSpec factor(String name, long rows, long columns) {
        return new ParameterSpec(name, List.of(rows, columns), Kind.COEFFICIENT);
    }

    private Tensor stacked(String part, String kind) {
        return switch (part) {
            case "q" -> small.stacked("attn.qkv" + kind, 0, 3);
            case "k" -> small.stacked("attn.qkv" + kind, 1, 3);
            case "v" -> small.stacked("attn.qkv" + kind, 2, 3);
            case "proj" -> small.stacked("attn.proj" + kind);
            case "fc1", "fc2" -> small.stacked("mlp." + part + kind);
            default -> small.stacked(part + kind);
        };
    }
}

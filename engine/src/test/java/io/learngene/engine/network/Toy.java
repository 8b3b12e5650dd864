package io.learngene.engine.network;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.network.StepExtension.Place;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The method of {@code toy.py}: layer i of L has the weights {@code base + i / L slope}. */
public final class Toy {

    /** The network that is written out. */
    public static final VitArchitecture VIT = new VitArchitecture(16, 4, 24, 3, 3, 5, null, null, null);

    private static final String BASE = "blocks.0.";
    private static final String SLOPE = "slope.";

    private Toy() {}

    /** {@return factors in the place of weights} */
    public static StepExtension materialising() {
        return extension(Set.of(Place.MATERIALISE), List.of(ratios()), Map.of());
    }

    static StepExtension directing(float mask) {
        return extension(Set.of(Place.DIRECTION), List.of(Tensor.ofFloats(List.of(1L), new float[] {mask})), Map.of());
    }

    static StepExtension weighing(double strength) {
        return extension(Set.of(Place.OBJECTIVE), List.of(), Map.of("strength", strength));
    }

    static StepExtension all() {
        Tensor mask = Tensor.ofFloats(List.of(1L), new float[] {0.5f});
        return extension(Set.of(Place.values()), List.of(ratios(), mask), Map.of("strength", 1.0));
    }

    /** {@return factors, none of which is zero} */
    public static Map<String, Tensor> factors() {
        Map<String, Tensor> factors = new LinkedHashMap<>();
        for (ParameterSpec spec : specs()) {
            float[] values = RandomInitialisation.draw(spec, 3).toFloats();
            SplittableRandom random = Seeds.stream(5, spec.name().hashCode());
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) random.nextDouble(-0.05, 0.05);
            }
            factors.put(spec.name(), Tensor.ofFloats(spec.shape(), values));
        }
        return factors;
    }

    /** {@return the weights by another way than TorchScript's} */
    public static Map<String, Tensor> weights(Map<String, Tensor> factors) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : NetworkSpec.of(VIT).parameters()) {
            if (!spec.name().startsWith("blocks.")) {
                weights.put(spec.name(), factors.get(spec.name()));
                continue;
            }
            int dot = spec.name().indexOf('.', 7);
            float ratio = (float) Integer.parseInt(spec.name().substring(7, dot)) / VIT.depth();
            String rest = spec.name().substring(dot + 1);
            float[] values = factors.get(BASE + rest).toFloats();
            float[] slope = factors.get(SLOPE + rest).toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += ratio * slope[i];
            }
            weights.put(spec.name(), Tensor.ofFloats(spec.shape(), values));
        }
        return weights;
    }

    private static StepExtension extension(Set<Place> places, List<Tensor> fixed, Map<String, Double> numbers) {
        List<ParameterSpec> factors = places.contains(Place.MATERIALISE) ? specs() : List.of();
        return new StepExtension("toy", StepExtension.source(Toy.class, "toy"), places, factors, fixed, numbers);
    }

    private static Tensor ratios() {
        float[] ratios = new float[VIT.depth()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (float) i / ratios.length;
        }
        return Tensor.ofFloats(List.of((long) ratios.length), ratios);
    }

    private static List<ParameterSpec> specs() {
        List<ParameterSpec> factors = new ArrayList<>();
        List<ParameterSpec> slopes = new ArrayList<>();
        for (ParameterSpec spec : NetworkSpec.of(VIT.withDepth(1)).parameters()) {
            if (spec.name().startsWith(BASE)) {
                slopes.add(new ParameterSpec(
                        SLOPE + spec.name().substring(BASE.length()), spec.shape(), spec.kind(), spec.fanIn()));
            } else if (!slopes.isEmpty() && !factors.containsAll(slopes)) {
                factors.addAll(slopes);
            }
            factors.add(spec);
        }
        return factors;
    }
}

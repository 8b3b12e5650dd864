package io.learngene.engine.shape;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Weights that matter: fresh ones are nearly zero, and so would be every difference. */
public final class NoisyWeights {

    private NoisyWeights() {}

    /** {@return all tensors of the ordinary network of that shape} */
    public static Map<String, Tensor> of(ModelArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(11);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : NetworkSpec.of(architecture).parameters()) {
            if (parameter.kind() == ParameterSpec.Kind.BATCHES) {
                weights.put(parameter.name(), Tensor.ofLongs(List.of(), new long[] {3}));
                continue;
            }
            float[] values = new float[Math.toIntExact(parameter.elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (parameter.kind()) {
                    case SCALE, LAST_SCALE, RUNNING_VARIANCE -> (float) random.nextDouble(0.5, 1.5);
                    case CONVOLUTION -> (float) random.nextDouble(-0.05, 0.05);
                    default -> (float) random.nextDouble(-0.3, 0.3);
                };
            }
            weights.put(parameter.name(), Tensor.ofFloats(parameter.shape(), values));
        }
        return weights;
    }
}

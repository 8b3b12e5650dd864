package io.learngene.engine.model;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The classifier of a model that moves to other classes. */
public final class Head {

    private Head() {}

    /**
     * @param weights tensors of a ViT
     * @param architecture its new shape
     * @param seed seed of the new head
     * @return the same tensors with a head drawn anew
     */
    public static Map<String, Tensor> renew(Map<String, Tensor> weights, VitArchitecture architecture, long seed) {
        Map<String, Tensor> renewed = new LinkedHashMap<>(weights);
        for (ParameterSpec parameter : NetworkSpec.of(architecture).parameters()) {
            if (parameter.name().startsWith("head")) {
                renewed.put(parameter.name(), RandomInitialisation.draw(parameter, seed));
            }
        }
        return renewed;
    }
}

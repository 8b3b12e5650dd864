package io.learngene.engine.model;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import java.util.LinkedHashMap;
import java.util.Map;

/** The classifier of a model that moves to other classes. */
public final class Head {

    private Head() {}

    /**
     * @param weights where the tensors of a ViT come from
     * @param architecture its new shape
     * @param seed seed of the new head
     * @return the same with a head drawn anew
     */
    public static Map<String, TensorSource> renew(
            Map<String, TensorSource> weights, VitArchitecture architecture, long seed) {
        Map<String, TensorSource> renewed = new LinkedHashMap<>(weights);
        for (ParameterSpec parameter : NetworkSpec.of(architecture).parameters()) {
            if (parameter.name().startsWith("head")) {
                renewed.put(parameter.name(), RandomInitialisation.source(parameter, seed));
            }
        }
        return renewed;
    }
}

package io.learngene.worker;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.util.Map;

/** Fetches an ancestor's weights and makes it ready to be asked. */
@FunctionalInterface
public interface AncestorLoader {

    /**
     * @param torch where it runs
     * @param precision arithmetic of its passes; a TorchScript file keeps its own
     * @return the ancestor, to be closed
     * @throws io.learngene.contracts.InvalidFieldException if a TorchScript file is not what was promised
     * @throws io.learngene.runtime.store.DamagedObjectException if its weights are others than its manifest says
     * @throws IOException if they cannot be read
     */
    Classifier load(Torch torch, Precision precision) throws IOException;

    /**
     * @param architecture shape of a network
     * @param weights its tensors, checked
     * @return what loads it
     */
    static AncestorLoader of(ModelArchitecture architecture, Map<String, Tensor> weights) {
        return (torch, precision) -> Classifier.of(torch, architecture, weights, precision);
    }
}

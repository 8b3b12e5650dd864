package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.tensor.Tensor;
import java.util.Map;

/** How the weights of a larger network follow from a smaller one's, which stay, and from factors that a few steps train. */
sealed interface TrainedOperator permits Ligo, Mango {

    /**
     * @param asked which operator; not closed form
     * @param weights tensors of the small network
     * @param from its shape
     * @param to shape of the large one, which {@link VitGrowth#check} takes
     * @return the operator
     */
    static TrainedOperator of(
            GrowthOperator asked, Map<String, Tensor> weights, VitArchitecture from, VitArchitecture to) {
        SmallModel small = new SmallModel(weights, from);
        return switch (asked.kind()) {
            case LIGO -> new Ligo(small, to);
            case MANGO -> new Mango(small, to, asked.rank());
            case BERT2BERT -> throw new IllegalArgumentException("bert2bert has nothing to train");
        };
    }

    /** {@return the program that writes out the weights, and its factors} */
    StepExtension extension();

    /**
     * @param seed seed of what is drawn
     * @return the factors before their training
     */
    Map<String, Tensor> first(long seed);
}

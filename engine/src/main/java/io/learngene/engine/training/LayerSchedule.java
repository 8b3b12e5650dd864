package io.learngene.engine.training;

import io.learngene.contracts.recipe.ElasticStages;
import io.learngene.engine.shape.NetworkSpec;
import java.util.List;
import java.util.SplittableRandom;

/** Which block each layer of a ViT applies, step by step. Evaluation takes the network's own layers. */
public interface LayerSchedule {

    /**
     * A pure function, so that a resumed run is the same run.
     *
     * @param step the step, from 0
     * @param steps steps in all
     * @param seed seed of this step's own random choices
     * @return for each layer of the step its block
     */
    List<Integer> layers(long step, long steps, long seed);

    /** {@return what a checkpoint has to agree with, written as JSON; null where the layers stay as they are} */
    Object identity();

    /**
     * @param network a network
     * @return its own layers in every step
     */
    static LayerSchedule fixed(NetworkSpec network) {
        return new LayerSchedule() {
            @Override
            public List<Integer> layers(long step, long steps, long seed) {
                return network.blockOfLayer();
            }

            @Override
            public Object identity() {
                return null;
            }
        };
    }

    /**
     * @param network an auxiliary model
     * @param stages draws the repeats of later steps
     * @return its own layers in the first steps, drawn ones afterwards
     */
    static LayerSchedule elastic(NetworkSpec network, ElasticStages stages) {
        return new LayerSchedule() {
            @Override
            public List<Integer> layers(long step, long steps, long seed) {
                return step < stages.from() * steps
                        ? network.blockOfLayer()
                        : stages.draw(network.blocks(), new SplittableRandom(seed));
            }

            @Override
            public Object identity() {
                return stages;
            }
        };
    }
}

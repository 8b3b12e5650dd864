package io.learngene.engine.training;

import io.learngene.engine.shape.NetworkSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Which block each layer of a ViT applies, step by step. */
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

    /** {@return for each layer that evaluation applies its block} */
    List<Integer> evaluated();

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
            public List<Integer> evaluated() {
                return network.blockOfLayer();
            }

            @Override
            public Object identity() {
                return null;
            }
        };
    }

    /**
     * @param shallow layers of the first steps, for each its block
     * @param until share of the steps with these layers, 0 to {@code from}
     * @param own layers of the steps after them, and of evaluation
     * @param from share of the steps before those that draw, 0 to 1
     * @param draw draws the layers of a later step, for each layer its block, from what it is given alone
     * @param identity what a checkpoint has to agree with, written as JSON
     * @return shallow layers in the first steps, then its own ones, drawn ones afterwards
     */
    static LayerSchedule drawn(
            List<Integer> shallow,
            double until,
            List<Integer> own,
            double from,
            Function<SplittableRandom, List<Integer>> draw,
            Object identity) {
        return new LayerSchedule() {
            @Override
            public List<Integer> layers(long step, long steps, long seed) {
                if (step < until * steps) {
                    return shallow;
                }
                return step < from * steps ? own : draw.apply(new SplittableRandom(seed));
            }

            @Override
            public List<Integer> evaluated() {
                return own;
            }

            @Override
            public Object identity() {
                return identity;
            }
        };
    }
}

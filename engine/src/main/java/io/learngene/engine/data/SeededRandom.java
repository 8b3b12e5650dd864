package io.learngene.engine.data;

import java.util.SplittableRandom;

/** Random streams that are pure functions of where they are used. */
final class SeededRandom {

    private SeededRandom() {}

    /**
     * @param seed seed of the run or dataset
     * @param place where in it, such as epoch and position
     * @return a stream that has nothing to do with those of neighbouring seeds and places
     */
    static SplittableRandom at(long seed, long... place) {
        // A SplittableRandom walks its seed by a constant step: seeds that a caller derives with sums or products may
        // lie
        // on the same walk. Its output, taken as the next seed, does not.
        long mixed = seed;
        for (long part : place) {
            mixed = new SplittableRandom(mixed).nextLong() + part;
        }
        return new SplittableRandom(mixed);
    }
}

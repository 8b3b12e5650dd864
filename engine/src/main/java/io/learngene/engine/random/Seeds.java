package io.learngene.engine.random;

import java.util.SplittableRandom;

/**
 * Independent random streams as pure functions of a seed and of where they are used: what makes a resumed run the same run. There are
 * two recipes because published numbers hang on the bits of each; what is new takes {@link #of}.
 */
public final class Seeds {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /**
     * @param seed seed of the run
     * @param purpose what the stream is for
     * @param parts where in the run
     * @return seed of the stream
     */
    public static long of(long seed, String purpose, long... parts) {
        long mixed = mix(seed ^ mix(purpose.hashCode()));
        for (long part : parts) {
            mixed = mix(mixed + part);
        }
        return mixed;
    }

    /**
     * The stream of a place in the images.
     *
     * @param seed seed of the run or dataset
     * @param place where in it, such as epoch and position
     * @return a stream that has nothing to do with those of neighbouring seeds and places
     */
    public static SplittableRandom stream(long seed, long... place) {
        // A SplittableRandom walks its seed by a constant step: seeds that a caller derives with sums or products may
        // lie on the
        // same walk. Its output, taken as the next seed, does not.
        long mixed = seed;
        for (long part : place) {
            mixed = new SplittableRandom(mixed).nextLong() + part;
        }
        return new SplittableRandom(mixed);
    }

    /** SplitMix64's finaliser (Steele et al., OOPSLA 2014). */
    private static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

package io.learngene.engine.training;

/** Independent random streams of one run, as pure functions of its seed: what makes a resumed run the same run. */
final class Seeds {

    private Seeds() {}

    /**
     * @param seed seed of the run
     * @param purpose what the stream is for
     * @param parts where in the run
     * @return seed of the stream
     */
    static long of(long seed, String purpose, long... parts) {
        long mixed = mix(seed ^ mix(purpose.hashCode()));
        for (long part : parts) {
            mixed = mix(mixed + part);
        }
        return mixed;
    }

    /** SplitMix64's finaliser (Steele et al., OOPSLA 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

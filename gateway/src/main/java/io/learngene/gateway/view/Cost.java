package io.learngene.gateway.view;

/**
 * What training took.
 *
 * @param deviceSeconds wall-clock seconds of training steps, evaluation not counted
 * @param flops floating point operations of the passes; null if unknown
 * @param samples images that passed, with repetition
 */
public record Cost(double deviceSeconds, Double flops, double samples) {

    /** Nothing. */
    public static final Cost NONE = new Cost(0, 0.0, 0);

    /**
     * @param other another cost
     * @return both together
     */
    public Cost plus(Cost other) {
        Double sum = flops == null || other.flops == null ? null : Double.valueOf(flops + other.flops);
        return new Cost(deviceSeconds + other.deviceSeconds, sum, samples + other.samples);
    }

    /**
     * @param share how much of it
     * @return that
     */
    public Cost times(double share) {
        return new Cost(deviceSeconds * share, flops == null ? null : Double.valueOf(flops * share), samples * share);
    }
}

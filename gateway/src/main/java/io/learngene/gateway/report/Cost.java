package io.learngene.gateway.report;

/**
 * What training took.
 *
 * @param deviceSeconds wall-clock seconds of training steps, evaluation not counted
 * @param flops floating point operations of the passes
 * @param samples images that passed, with repetition
 */
public record Cost(double deviceSeconds, double flops, double samples) {

    static final Cost NONE = new Cost(0, 0, 0);

    Cost plus(Cost other) {
        return new Cost(deviceSeconds + other.deviceSeconds, flops + other.flops, samples + other.samples);
    }

    Cost times(double share) {
        return new Cost(deviceSeconds * share, flops * share, samples * share);
    }

    /** {@return this over another, one by one; null if there is nothing to divide by} */
    Cost over(Cost other) {
        return other.deviceSeconds == 0 || other.flops == 0 || other.samples == 0
                ? null
                : new Cost(deviceSeconds / other.deviceSeconds, flops / other.flops, samples / other.samples);
    }
}

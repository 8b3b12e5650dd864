package io.learngene.engine.training;

import io.learngene.contracts.recipe.Precision;

/**
 * Dynamic loss scaling as PyTorch's gradient scaler does it (Micikevicius et al., ICLR 2018): halved by an overflow, doubled
 * after many steps without one.
 *
 * @param factor what the loss is multiplied by, a power of two; 1 where nothing is scaled
 * @param steps steps since the last change
 */
record LossScale(double factor, int steps) {

    static final LossScale NONE = new LossScale(1, 0);
    private static final double FIRST = 65_536;
    private static final int GROWTH_INTERVAL = 2000;

    static LossScale first(Precision precision) {
        return precision == Precision.FP16 ? new LossScale(FIRST, 0) : NONE;
    }

    /** {@return whether an overflow may come from the scale rather than from the training} */
    boolean canShrink() {
        return factor > 2;
    }

    LossScale after(boolean finite) {
        if (factor == 1) {
            return this;
        }
        if (!finite) {
            return new LossScale(factor / 2, 0);
        }
        return steps + 1 == GROWTH_INTERVAL ? new LossScale(factor * 2, 0) : new LossScale(factor, steps + 1);
    }
}

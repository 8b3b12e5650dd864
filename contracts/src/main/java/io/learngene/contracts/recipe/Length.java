package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;

/**
 * How long a training is, in passes over the images or in optimiser steps; in JSON fields of the recipe. A field that is null was not
 * given. Steps that are no whole number of epochs end within the last one.
 *
 * @param epochs passes over the training images; 0 trains nothing; null where it is counted in steps
 * @param steps optimiser steps, exactly so many; null where it is counted in epochs
 * @param minSteps steps that are taken at least, where the epochs have fewer; null for no bound
 */
public record Length(Integer epochs, Integer steps, Integer minSteps) {

    private static final int MOST_STEPS = 100_000_000;

    public Length {
        Check.range("epochs", epochs, 0, 10_000);
        Check.range("steps", steps, 1, MOST_STEPS);
        Check.range("min_steps", minSteps, 1, MOST_STEPS);
        Check.that(steps == null || epochs == null, "steps", steps, "epochs are given too; leave one of the two out");
        Check.that(
                minSteps == null || steps == null,
                "min_steps",
                minSteps,
                "steps says exactly how many; leave one of the two out");
        Check.that(
                minSteps == null || epochs == null || epochs > 0,
                "min_steps",
                minSteps,
                "epochs 0 trains nothing; leave one of the two out");
    }

    /** A number of epochs or steps that is given is all that is meant: a bound of the defaults does not lengthen it. */
    Length withDefaults(Length d) {
        if (epochs != null || steps != null) {
            return this;
        }
        return minSteps == null ? d : new Length(d.epochs, d.steps, minSteps);
    }

    /** {@return whether anything is trained} */
    @JsonIgnore
    public boolean trains() {
        return steps != null || epochs > 0;
    }

    /** {@return whether steps decide how long it is, so that small sets have many epochs} */
    @JsonIgnore
    public boolean inSteps() {
        return steps != null || minSteps != null;
    }

    /**
     * @param perEpoch steps of a whole epoch
     * @return steps in all
     */
    public long steps(int perEpoch) {
        if (steps != null) {
            return steps;
        }
        long whole = (long) epochs * perEpoch;
        return minSteps == null ? whole : Math.max(whole, minSteps);
    }

    /**
     * @param perEpoch steps of a whole epoch
     * @return epochs, the last one perhaps cut short
     */
    public int epochs(int perEpoch) {
        return Math.toIntExact((steps(perEpoch) + perEpoch - 1) / perEpoch);
    }
}

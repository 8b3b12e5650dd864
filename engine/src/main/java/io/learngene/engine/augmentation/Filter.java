package io.learngene.engine.augmentation;

import io.learngene.contracts.recipe.Interpolation;
import java.util.SplittableRandom;

/** What an interpolation weighs the pixels with. */
public enum Filter {
    /** A triangle. */
    BILINEAR(1) {
        @Override
        double weight(double distance) {
            return distance < 1 ? 1 - distance : 0;
        }
    },
    /** Keys' kernel with a = -0.5, which Pillow resizes with. */
    BICUBIC(2) {
        @Override
        double weight(double distance) {
            if (distance < 1) {
                return (1.5 * distance - 2.5) * distance * distance + 1;
            }
            return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5 : 0;
        }
    };

    private final double support;

    Filter(double support) {
        this.support = support;
    }

    /** {@return distance from which on the weight is 0, pixels} */
    double support() {
        return support;
    }

    /**
     * @param distance from the middle, pixels, 0 or more
     * @return the weight there
     */
    abstract double weight(double distance);

    /** {@return what a recipe asks for; only a random choice takes a number from the stream} */
    static Filter of(Interpolation asked, SplittableRandom random) {
        return switch (asked) {
            case BICUBIC -> BICUBIC;
            case BILINEAR -> BILINEAR;
            case RANDOM -> random.nextBoolean() ? BICUBIC : BILINEAR;
        };
    }
}

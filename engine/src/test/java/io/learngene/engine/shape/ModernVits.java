package io.learngene.engine.shape;

import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Activation;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Layer;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;

/** Small networks that only teach, for images of 16 pixels. */
public final class ModernVits {

    private ModernVits() {}

    /** {@return one with everything that such a network can have} */
    public static ModernVitArchitecture all(int classes) {
        return vit(
                classes,
                new Tokens(true, 2, 1, true),
                new Layer(24, true, Activation.SILU, true, true, true),
                new Answer(Pool.CLASS_AND_MEAN, FinalNorm.BEFORE_POOLING));
    }

    /** {@return one with as little as such a network can have} */
    public static ModernVitArchitecture bare(int classes) {
        return vit(
                classes,
                new Tokens(false, 0, 0, false),
                new Layer(32, false, Activation.QUICK_GELU, false, false, false),
                new Answer(Pool.MEAN, FinalNorm.NONE));
    }

    /** {@return one with layer scale, and otherwise like those that are trained} */
    public static ModernVitArchitecture scaled(int classes) {
        return vit(
                classes,
                new Tokens(true, 0, 1, false),
                new Layer(64, false, Activation.GELU, true, false, true),
                new Answer(Pool.CLASS_TOKEN, FinalNorm.BEFORE_POOLING));
    }

    private static ModernVitArchitecture vit(int classes, Tokens tokens, Layer block, Answer answer) {
        return new ModernVitArchitecture(16, 4, 16, 2, 2, classes, 1e-6, tokens, block, answer);
    }
}

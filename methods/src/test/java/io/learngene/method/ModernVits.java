package io.learngene.method;

import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Activation;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Layer;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;

/** A network that only teaches, for images of 32 pixels in two classes. */
public final class ModernVits {

    /** With layer scale, and otherwise like those that are trained. */
    public static final ModernVitArchitecture LAYER_SCALE = new ModernVitArchitecture(
            32,
            16,
            24,
            3,
            2,
            2,
            1e-6,
            new Tokens(true, 0, 1, false),
            new Layer(48, false, Activation.GELU, true, false, true),
            new Answer(Pool.CLASS_TOKEN, FinalNorm.BEFORE_POOLING));

    private ModernVits() {}
}

package io.learngene.engine.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Draws which residual branches a step keeps (Huang et al., 2016; rates linear over the layers, as in timm). */
final class DropPath {

    private DropPath() {}

    /** {@return factors [2 x layers, images], float32: 0, or 1 / (1 - rate); null where nothing can be dropped} */
    static ByteBuffer draw(double lastRate, int layers, int images, long seed) {
        if (lastRate == 0 || layers < 2) {
            return null;
        }
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer factors = ByteBuffer.allocateDirect(4 * 2 * layers * images).order(ByteOrder.nativeOrder());
        for (int branch = 0; branch < 2 * layers; branch++) {
            double rate = lastRate * (branch / 2) / (layers - 1);
            for (int image = 0; image < images; image++) {
                factors.putFloat(random.nextDouble() < rate ? 0f : (float) (1 / (1 - rate)));
            }
        }
        return factors.flip();
    }
}

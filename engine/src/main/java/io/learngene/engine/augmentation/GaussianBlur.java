package io.learngene.engine.augmentation;

/** Pillow's Gaussian blur, sample for sample: three box blurs along every row, then along every column, edges continued. */
final class GaussianBlur {

    private static final int PASSES = 3;
    /** Bits behind the point of a box's weights. */
    private static final int BITS = 24;

    private GaussianBlur() {}

    /**
     * @param picture changed in place
     * @param deviation standard deviation, pixels, above 0
     */
    static void apply(Picture picture, float deviation) {
        float radius = boxRadius(deviation);
        int width = picture.width();
        int height = picture.height();
        for (int plane = 0; plane < 3; plane++) {
            int begin = plane * picture.area();
            for (int y = 0; y < height; y++) {
                blur(picture.samples(), begin + y * width, 1, width, radius);
            }
            for (int x = 0; x < width; x++) {
                blur(picture.samples(), begin + x, width, height, radius);
            }
        }
    }

    /** {@return radius of boxes of which three have that deviation (Gwosdek et al., SSVM 2011), in float as Pillow computes it} */
    private static float boxRadius(float deviation) {
        float variance = deviation * deviation / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float rest = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        return whole + rest / (6 * (variance - (whole + 1) * (whole + 1)));
    }

    /** Three passes over one line of samples. */
    private static void blur(byte[] samples, int begin, int stride, int count, float floatRadius) {
        int radius = (int) floatRadius;
        int weight = (int) ((1 << BITS) / (floatRadius * 2 + 1));
        int edge = ((1 << BITS) - (2 * radius + 1) * weight) / 2;
        int[] line = new int[count];
        int[] next = new int[count];
        for (int i = 0; i < count; i++) {
            line[i] = samples[begin + i * stride] & 0xFF;
        }
        for (int pass = 0; pass < PASSES; pass++) {
            int sum = 0;
            for (int i = -radius; i <= radius; i++) {
                sum += at(line, i);
            }
            for (int i = 0; i < count; i++) {
                int far = at(line, i - radius - 1) + at(line, i + radius + 1);
                // Unsigned 32 bits, as in Pillow.
                next[i] = (sum * weight + far * edge + (1 << BITS - 1)) >>> BITS;
                sum += at(line, i + radius + 1) - at(line, i - radius);
            }
            int[] other = line;
            line = next;
            next = other;
        }
        for (int i = 0; i < count; i++) {
            samples[begin + i * stride] = (byte) line[i];
        }
    }

    private static int at(int[] line, int i) {
        return line[Math.max(0, Math.min(line.length - 1, i))];
    }
}

package io.learngene.engine.augmentation;

/** Changes of colour and tone, sample for sample as Pillow computes them ({@code ImageOps}, {@code ImageEnhance}). */
final class ColourOperations {

    private ColourOperations() {}

    /** Stretches every channel to the whole range. */
    static void autoContrast(Picture picture) {
        for (int channel = 0; channel < 3; channel++) {
            int[] histogram = histogram(picture, channel);
            int low = 0;
            while (low < 255 && histogram[low] == 0) {
                low++;
            }
            int high = 255;
            while (high > 0 && histogram[high] == 0) {
                high--;
            }
            if (high <= low) {
                continue;
            }
            double scale = 255.0 / (high - low);
            double offset = -low * scale;
            byte[] table = new byte[256];
            for (int i = 0; i < 256; i++) {
                table[i] = (byte) Math.max(0, Math.min(255, (int) (i * scale + offset)));
            }
            look(picture, channel, table);
        }
    }

    /** Makes the histogram of every channel flat. */
    static void equalize(Picture picture) {
        for (int channel = 0; channel < 3; channel++) {
            int[] histogram = histogram(picture, channel);
            int last = 255;
            while (histogram[last] == 0) {
                last--;
            }
            int step = (picture.area() - histogram[last]) / 255;
            if (step == 0) {
                continue;
            }
            byte[] table = new byte[256];
            int n = step / 2;
            for (int i = 0; i < 256; i++) {
                table[i] = (byte) Math.min(255, n / step);
                n += histogram[i];
            }
            look(picture, channel, table);
        }
    }

    /** Keeps the highest bits of every sample. */
    static void posterize(Picture picture, int bits) {
        int mask = bits >= 8 ? 0xFF : 0xFF & ~((1 << (8 - bits)) - 1);
        for (int i = 0; i < picture.samples().length; i++) {
            picture.samples()[i] &= (byte) mask;
        }
    }

    /** Inverts samples from a threshold on; 0 inverts all. */
    static void solarize(Picture picture, int threshold) {
        byte[] samples = picture.samples();
        for (int i = 0; i < samples.length; i++) {
            int value = samples[i] & 0xFF;
            samples[i] = (byte) (value < threshold ? value : 255 - value);
        }
    }

    /** Adds to the darker half. */
    static void solarizeAdd(Picture picture, int added) {
        byte[] samples = picture.samples();
        for (int i = 0; i < samples.length; i++) {
            int value = samples[i] & 0xFF;
            samples[i] = (byte) (value < 128 ? Math.min(255, value + added) : value);
        }
    }

    /** 0 is grey, 1 unchanged. */
    static void saturation(Picture picture, float factor) {
        byte[] samples = picture.samples();
        int area = picture.area();
        for (int i = 0; i < area; i++) {
            int grey = luma(samples, i, area);
            for (int at = i; at < 3 * area; at += area) {
                samples[at] = blend(grey, samples[at] & 0xFF, factor);
            }
        }
    }

    /** 0 is the mean grey everywhere, 1 unchanged. */
    static void contrast(Picture picture, float factor) {
        byte[] samples = picture.samples();
        int area = picture.area();
        long sum = 0;
        for (int i = 0; i < area; i++) {
            sum += luma(samples, i, area);
        }
        int mean = (int) ((double) sum / area + 0.5);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = blend(mean, samples[i] & 0xFF, factor);
        }
    }

    /** 0 is black, 1 unchanged. */
    static void brightness(Picture picture, float factor) {
        byte[] samples = picture.samples();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = blend(0, samples[i] & 0xFF, factor);
        }
    }

    /** 0 is smoothed, 1 unchanged. The outermost pixels stay as they are. */
    static void sharpness(Picture picture, float factor) {
        int width = picture.width();
        int height = picture.height();
        byte[] samples = picture.samples();
        byte[] before = samples.clone();
        for (int plane = 0; plane < 3; plane++) {
            for (int y = 1; y < height - 1; y++) {
                for (int x = 1; x < width - 1; x++) {
                    int at = (plane * height + y) * width + x;
                    int sum = 4 * (before[at] & 0xFF);
                    for (int row = at - width; row <= at + width; row += width) {
                        sum += (before[row - 1] & 0xFF) + (before[row] & 0xFF) + (before[row + 1] & 0xFF);
                    }
                    int smooth = (int) (sum / 13f + 0.5f);
                    samples[at] = blend(smooth, before[at] & 0xFF, factor);
                }
            }
        }
    }

    /** Pillow's {@code Image.blend}: truncates, and clips where the factor is outside of 0 to 1. */
    private static byte blend(int from, int to, float factor) {
        float value = from + factor * (to - from);
        return (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
    }

    /** ITU-R 601-2 luma as Pillow rounds it. */
    private static int luma(byte[] samples, int at, int area) {
        return ((samples[at] & 0xFF) * 19595
                        + (samples[at + area] & 0xFF) * 38470
                        + (samples[at + 2 * area] & 0xFF) * 7471
                        + 0x8000)
                >> 16;
    }

    private static int[] histogram(Picture picture, int channel) {
        int[] histogram = new int[256];
        int area = picture.area();
        for (int i = channel * area; i < (channel + 1) * area; i++) {
            histogram[picture.samples()[i] & 0xFF]++;
        }
        return histogram;
    }

    private static void look(Picture picture, int channel, byte[] table) {
        int area = picture.area();
        byte[] samples = picture.samples();
        for (int i = channel * area; i < (channel + 1) * area; i++) {
            samples[i] = table[samples[i] & 0xFF];
        }
    }
}

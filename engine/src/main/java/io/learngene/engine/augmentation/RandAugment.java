package io.learngene.engine.augmentation;

import io.learngene.contracts.recipe.Interpolation;
import java.util.SplittableRandom;

/**
 * RandAugment (Cubuk et al., NeurIPS workshop 2020) with timm's set of transformations whose strength grows with the
 * magnitude ({@code rand-m9-mstd0.5-inc1}): {@code layers} transformations of fifteen, each applied with probability one
 * half, at a magnitude drawn from a normal distribution.
 *
 * @param magnitude mean magnitude, 0 to 10
 * @param deviation standard deviation of the magnitude
 * @param layers transformations of an image
 * @param interpolation how pictures are interpolated that are turned, sheared or shifted
 */
record RandAugment(double magnitude, double deviation, int layers, Interpolation interpolation) {

    private static final int TRANSFORMATIONS = 15;
    private static final double MOST = 10;

    /**
     * @param picture changed in place
     * @param spare of the same size; its content is lost
     * @param filling colour of what comes in from outside
     * @param random decides everything
     */
    void apply(Picture picture, Picture spare, int[] filling, SplittableRandom random) {
        for (int i = 0; i < layers; i++) {
            int which = random.nextInt(TRANSFORMATIONS);
            if (random.nextBoolean()) {
                double drawn = deviation > 0 ? magnitude + deviation * random.nextGaussian() : magnitude;
                transform(picture, spare, filling, which, Math.max(0, Math.min(MOST, drawn)) / MOST, random);
            }
        }
    }

    /** @param level strength, 0 to 1 */
    void transform(Picture picture, Picture spare, int[] filling, int which, double level, SplittableRandom random) {
        switch (which) {
            case 0 -> ColourOperations.autoContrast(picture);
            case 1 -> ColourOperations.equalize(picture);
            case 2 -> ColourOperations.solarize(picture, 0);
            case 3 ->
                map(
                        picture,
                        spare,
                        filling,
                        Affine.rotation(signed(level * 30, random), picture.width(), picture.height()),
                        random);
            case 4 -> ColourOperations.posterize(picture, 4 - (int) (level * 4));
            case 5 -> ColourOperations.solarize(picture, 256 - Math.min(256, (int) (level * 256)));
            case 6 -> ColourOperations.solarizeAdd(picture, Math.min(128, (int) (level * 110)));
            case 7 -> ColourOperations.saturation(picture, enhancement(level, random));
            case 8 -> ColourOperations.contrast(picture, enhancement(level, random));
            case 9 -> ColourOperations.brightness(picture, enhancement(level, random));
            case 10 -> ColourOperations.sharpness(picture, enhancement(level, random));
            case 11 -> map(picture, spare, filling, Affine.shearX(signed(level * 0.3, random)), random);
            case 12 -> map(picture, spare, filling, Affine.shearY(signed(level * 0.3, random)), random);
            case 13 ->
                map(picture, spare, filling, Affine.shift(signed(level * 0.45, random) * picture.width(), 0), random);
            default ->
                map(picture, spare, filling, Affine.shift(0, signed(level * 0.45, random) * picture.height()), random);
        }
    }

    private void map(Picture picture, Picture spare, int[] filling, Affine affine, SplittableRandom random) {
        affine.map(picture, spare, filling, Filter.of(interpolation, random));
        picture.copyFrom(spare);
    }

    private static float enhancement(double level, SplittableRandom random) {
        return (float) Math.max(0.1, 1 + signed(level * 0.9, random));
    }

    private static double signed(double value, SplittableRandom random) {
        return random.nextBoolean() ? -value : value;
    }
}

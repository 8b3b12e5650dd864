package io.learngene.engine.augmentation;

import io.learngene.contracts.recipe.AutoAugmentPolicy;
import io.learngene.contracts.recipe.Interpolation;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One of a policy's few fixed sequences of operations, with timm's operations and strengths: the ImageNet policy of AutoAugment (Cubuk et
 * al., CVPR 2019; timm's {@code original}), or 3-Augment (Touvron et al., DeiT III, ECCV 2022; timm's {@code 3a}).
 *
 * @param policy the sequences
 * @param interpolation how pictures are interpolated that are turned or sheared
 */
record AutoAugment(AutoAugmentPolicy policy, Interpolation interpolation) {

    /** Operations under timm's names. */
    enum Operation {
        POSTERIZE_ORIGINAL,
        ROTATE,
        SOLARIZE,
        AUTO_CONTRAST,
        EQUALIZE,
        INVERT,
        COLOR,
        CONTRAST,
        SHARPNESS,
        SHEAR_X,
        DESATURATE,
        GAUSSIAN_BLUR_RAND
    }

    /**
     * @param operation what happens
     * @param probability with which it does
     * @param level its strength, 0 to 10
     */
    private record Step(Operation operation, double probability, int level) {}

    private static final List<List<Step>> ORIGINAL = List.of(
            List.of(new Step(Operation.POSTERIZE_ORIGINAL, 0.4, 8), new Step(Operation.ROTATE, 0.6, 9)),
            List.of(new Step(Operation.SOLARIZE, 0.6, 5), new Step(Operation.AUTO_CONTRAST, 0.6, 5)),
            List.of(new Step(Operation.EQUALIZE, 0.8, 8), new Step(Operation.EQUALIZE, 0.6, 3)),
            List.of(new Step(Operation.POSTERIZE_ORIGINAL, 0.6, 7), new Step(Operation.POSTERIZE_ORIGINAL, 0.6, 6)),
            List.of(new Step(Operation.EQUALIZE, 0.4, 7), new Step(Operation.SOLARIZE, 0.2, 4)),
            List.of(new Step(Operation.EQUALIZE, 0.4, 4), new Step(Operation.ROTATE, 0.8, 8)),
            List.of(new Step(Operation.SOLARIZE, 0.6, 3), new Step(Operation.EQUALIZE, 0.6, 7)),
            List.of(new Step(Operation.POSTERIZE_ORIGINAL, 0.8, 5), new Step(Operation.EQUALIZE, 1, 2)),
            List.of(new Step(Operation.ROTATE, 0.2, 3), new Step(Operation.SOLARIZE, 0.6, 8)),
            List.of(new Step(Operation.EQUALIZE, 0.6, 8), new Step(Operation.POSTERIZE_ORIGINAL, 0.4, 6)),
            List.of(new Step(Operation.ROTATE, 0.8, 8), new Step(Operation.COLOR, 0.4, 0)),
            List.of(new Step(Operation.ROTATE, 0.4, 9), new Step(Operation.EQUALIZE, 0.6, 2)),
            List.of(new Step(Operation.EQUALIZE, 0, 7), new Step(Operation.EQUALIZE, 0.8, 8)),
            List.of(new Step(Operation.INVERT, 0.6, 4), new Step(Operation.EQUALIZE, 1, 8)),
            List.of(new Step(Operation.COLOR, 0.6, 4), new Step(Operation.CONTRAST, 1, 8)),
            List.of(new Step(Operation.ROTATE, 0.8, 8), new Step(Operation.COLOR, 1, 2)),
            List.of(new Step(Operation.COLOR, 0.8, 8), new Step(Operation.SOLARIZE, 0.8, 7)),
            List.of(new Step(Operation.SHARPNESS, 0.4, 7), new Step(Operation.INVERT, 0.6, 8)),
            List.of(new Step(Operation.SHEAR_X, 0.6, 5), new Step(Operation.EQUALIZE, 1, 9)),
            List.of(new Step(Operation.COLOR, 0.4, 0), new Step(Operation.EQUALIZE, 0.6, 3)),
            List.of(new Step(Operation.EQUALIZE, 0.4, 7), new Step(Operation.SOLARIZE, 0.2, 4)),
            List.of(new Step(Operation.SOLARIZE, 0.6, 5), new Step(Operation.AUTO_CONTRAST, 0.6, 5)),
            List.of(new Step(Operation.INVERT, 0.6, 4), new Step(Operation.EQUALIZE, 1, 8)),
            List.of(new Step(Operation.COLOR, 0.6, 4), new Step(Operation.CONTRAST, 1, 8)),
            List.of(new Step(Operation.EQUALIZE, 0.8, 8), new Step(Operation.EQUALIZE, 0.6, 3)));

    private static final List<List<Step>> THREE_AUGMENT = List.of(
            List.of(new Step(Operation.SOLARIZE, 1, 5)),
            List.of(new Step(Operation.DESATURATE, 1, 10)),
            List.of(new Step(Operation.GAUSSIAN_BLUR_RAND, 1, 10)));

    /**
     * @param picture changed in place
     * @param spare of the same size; its content is lost
     * @param filling colour of what comes in from outside
     * @param random decides everything
     */
    void apply(Picture picture, Picture spare, int[] filling, SplittableRandom random) {
        List<List<Step>> sequences = policy == AutoAugmentPolicy.ORIGINAL ? ORIGINAL : THREE_AUGMENT;
        for (Step step : sequences.get(random.nextInt(sequences.size()))) {
            if (random.nextDouble() < step.probability()) {
                transform(picture, spare, filling, step.operation(), step.level() / 10.0, random);
            }
        }
    }

    /** @param level strength, 0 to 1 */
    void transform(
            Picture picture, Picture spare, int[] filling, Operation operation, double level, SplittableRandom random) {
        float enhancement = (float) (level * 1.8 + 0.1);
        switch (operation) {
            case POSTERIZE_ORIGINAL -> ColourOperations.posterize(picture, (int) (level * 4) + 4);
            case SOLARIZE -> ColourOperations.solarize(picture, Math.min(256, (int) (level * 256)));
            case COLOR -> ColourOperations.saturation(picture, enhancement);
            case CONTRAST -> ColourOperations.contrast(picture, enhancement);
            case SHARPNESS -> ColourOperations.sharpness(picture, enhancement);
            case DESATURATE -> ColourOperations.saturation(picture, (float) (0.5 - 0.5 * level));
            case GAUSSIAN_BLUR_RAND -> GaussianBlur.apply(picture, (float) random.nextDouble(0.1, 2 * level));
            // Where timm's increasing set has no strength of its own.
            case AUTO_CONTRAST -> same(picture, spare, filling, 0, level, random);
            case EQUALIZE -> same(picture, spare, filling, 1, level, random);
            case INVERT -> same(picture, spare, filling, 2, level, random);
            case ROTATE -> same(picture, spare, filling, 3, level, random);
            case SHEAR_X -> same(picture, spare, filling, 11, level, random);
        }
    }

    private void same(Picture picture, Picture spare, int[] filling, int which, double level, SplittableRandom random) {
        new RandAugment(0, 0, 0, interpolation).transform(picture, spare, filling, which, level, random);
    }
}

package io.learngene.engine.augmentation;

import io.learngene.contracts.recipe.Augmentation;
import io.learngene.contracts.recipe.BatchMixing;
import io.learngene.contracts.recipe.Framing;
import io.learngene.contracts.recipe.RandAugmentPolicy;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Applies a recipe's augmentation to images of one size. Not for several threads at once. */
public final class ImageAugmenter {

    private final Augmentation recipe;
    private final int size;
    private final int[] filling;
    private final Picture work;
    private final Picture spare;
    private final ResizedCrop crop;
    private final RandAugment randAugment;
    private final AutoAugment autoAugment;
    private final RandomErasing erasing;
    private final Mixing mixing;

    /**
     * @param recipe what to do
     * @param size height and width of the images, pixels
     * @param filling red, green and blue of what comes in from outside, 0 to 255
     */
    public ImageAugmenter(Augmentation recipe, int size, int[] filling) {
        this.recipe = recipe;
        this.size = size;
        this.filling = filling.clone();
        this.work = Picture.black(size, size);
        this.spare = Picture.black(size, size);
        Framing framing = recipe.framing();
        this.crop = framing.scale() == null
                ? null
                : new ResizedCrop(
                        framing.scale().get(0),
                        framing.scale().get(1),
                        framing.ratio().get(0),
                        framing.ratio().get(1));
        RandAugmentPolicy policy = recipe.randAugment();
        this.randAugment = policy == null
                ? null
                : new RandAugment(
                        policy.magnitude(), policy.deviation(), policy.transformations(), recipe.interpolated());
        this.autoAugment =
                recipe.autoAugment() == null ? null : new AutoAugment(recipe.autoAugment(), recipe.interpolated());
        this.erasing = recipe.randomErasing() == null ? null : new RandomErasing(recipe.randomErasing());
        BatchMixing asked = recipe.mixing();
        this.mixing = new Mixing(
                orZero(asked.mixup()),
                orZero(asked.cutmix()),
                asked.mixProbability() == null ? 1 : asked.mixProbability(),
                asked.mixSwitch() == null ? 0.5 : asked.mixSwitch());
    }

    /** {@return whether it crops parts out of pictures of any size; otherwise they have to have the size already} */
    public boolean cropsAnySize() {
        return crop != null;
    }

    /**
     * Crop, flip, and changes of tone and geometry.
     *
     * @param picture the image, not changed
     * @param random decides
     * @return planes red, green, blue of the size, valid until the next call
     */
    public byte[] augment(Picture picture, SplittableRandom random) {
        if (crop != null) {
            Box box = crop.draw(picture.width(), picture.height(), random);
            Resampling.resize(picture, box, Filter.of(recipe.interpolated(), random), work);
        } else {
            shift(picture.samples(), random);
        }
        if (recipe.framing().horizontalFlip() && random.nextBoolean()) {
            flip();
        }
        if (randAugment != null) {
            randAugment.apply(work, spare, filling, random);
        }
        if (autoAugment != null) {
            autoAugment.apply(work, spare, filling, random);
        }
        if (recipe.colorJitter() != null) {
            jitter(recipe.colorJitter(), random);
        }
        return work.samples();
    }

    /**
     * Random erasing, where the recipe asks for it.
     *
     * @param image normalised image [3, size, size]
     * @param random decides
     */
    public void erase(FloatBuffer image, SplittableRandom random) {
        if (erasing != null) {
            erasing.apply(image, size, random);
        }
    }

    /**
     * Mixup or CutMix of image i with image B - 1 - i, where the recipe asks for it.
     *
     * @param images gives each image of the batch, [3, size, size], normalised, from position 0
     * @param count B
     * @param random decides
     * @return share of each image's own label in its target; the rest belongs to the other image's
     */
    public double mix(IntFunction<FloatBuffer> images, int count, SplittableRandom random) {
        return mixing.apply(images, count, size, random);
    }

    /** A random crop of the picture with a black border. */
    private void shift(byte[] pixels, SplittableRandom random) {
        PaddedCrop crop = PaddedCrop.draw(recipe.framing().cropPadding(), random);
        int down = crop.down();
        int right = crop.right();
        int from = Math.max(0, right);
        int columns = Math.max(0, Math.min(size, size + right) - from);
        byte[] samples = work.samples();
        java.util.Arrays.fill(samples, (byte) 0);
        for (int plane = 0; plane < 3; plane++) {
            for (int y = Math.max(0, -down); y < Math.min(size, size - down); y++) {
                System.arraycopy(
                        pixels,
                        (plane * size + y + down) * size + from,
                        samples,
                        (plane * size + y) * size + from - right,
                        columns);
            }
        }
    }

    private void flip() {
        byte[] samples = work.samples();
        for (int row = 0; row < samples.length; row += size) {
            for (int x = 0; x < size / 2; x++) {
                byte left = samples[row + x];
                samples[row + x] = samples[row + size - 1 - x];
                samples[row + size - 1 - x] = left;
            }
        }
    }

    /** Brightness, contrast and saturation in a random order (torchvision's ColorJitter). */
    private void jitter(double strength, SplittableRandom random) {
        int[] order = {0, 1, 2};
        for (int i = 2; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[i];
            order[i] = order[j];
            order[j] = other;
        }
        for (int which : order) {
            float factor = (float) (1 + strength * (2 * random.nextDouble() - 1));
            switch (which) {
                case 0 -> ColourOperations.brightness(work, factor);
                case 1 -> ColourOperations.contrast(work, factor);
                default -> ColourOperations.saturation(work, factor);
            }
        }
    }

    private static double orZero(Double value) {
        return value == null ? 0 : value;
    }
}

package io.learngene.engine.data.batch;

import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.augmentation.ImageAugmenter;
import io.learngene.engine.augmentation.PaddedCrop;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.data.images.PixelReader;
import io.learngene.engine.random.Seeds;
import java.util.SplittableRandom;

/** Fills the batches of one training epoch; every image is a function of seed, epoch and position alone. */
final class TrainingFiller implements BatchStream.Filler {

    private final LabelledImages images;
    private final int size;
    private final Augmentation augmentation;
    private final int[] order;
    private final long seed;
    private final int epoch;
    private final int repeats;
    private final ThreadLocal<PixelReader> readers;
    private final ThreadLocal<ImageAugmenter> augmenters;

    /**
     * @param size images of a batch
     * @param order the images, shuffled
     */
    TrainingFiller(LabelledImages images, int size, Augmentation augmentation, int[] order, long seed, int epoch) {
        this.images = images;
        this.size = size;
        this.augmentation = augmentation;
        this.order = order;
        this.seed = seed;
        this.epoch = epoch;
        this.repeats = augmentation.repeats() == null ? 1 : augmentation.repeats();
        this.readers = ThreadLocal.withInitial(images::reader);
        this.augmenters = ThreadLocal.withInitial(
                () -> new ImageAugmenter(augmentation, images.imageSize(), Normalisation.meanColour()));
    }

    @Override
    public int images(int batch) {
        return size;
    }

    @Override
    public void put(int batch, int slot, BatchWriter writer) {
        int position = batch * size + slot;
        int image = order[position / repeats];
        writer.label(slot, images.labels(), image);
        SplittableRandom random = Seeds.stream(seed, epoch, position);
        if (augmentation.rich()) {
            ImageAugmenter augmenter = augmenters.get();
            writer.put(slot, augmented(image, augmenter, random), augmenter, random);
            return;
        }
        PaddedCrop crop = PaddedCrop.draw(augmentation.framing().cropPadding(), random);
        boolean flip = augmentation.framing().horizontalFlip() && random.nextBoolean();
        writer.put(slot, readers.get().square(image), crop, flip);
    }

    private byte[] augmented(int image, ImageAugmenter augmenter, SplittableRandom random) {
        PixelReader reader = readers.get();
        return augmenter.cropsAnySize()
                ? reader.whole(image, picture -> augmenter.augment(picture, random))
                : augmenter.augment(new Picture(images.imageSize(), images.imageSize(), reader.square(image)), random);
    }

    @Override
    public void finish(int batch, BatchWriter writer) {
        if (augmentation.mixing().mixes(epoch)) {
            // Positions of images count from 0, so no image has this stream.
            writer.mix(augmenters.get(), Seeds.stream(seed, epoch, -1L - batch));
        }
    }
}

package io.learngene.engine.data.images;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.engine.augmentation.Box;
import io.learngene.engine.augmentation.Filter;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.augmentation.Resampling;

/**
 * How pictures of any size become what a network takes.
 *
 * @param imageSize height and width of the network's input, pixels
 * @param cropPct evaluation scales a picture's shorter side to {@code imageSize / cropPct} and cuts out the centre, above 0, at
 *     most 1 (timm's {@code crop_pct})
 * @param filter how evaluation weighs pixels
 * @param squash whether evaluation scales both sides to that, whatever they were, as Hugging Face's processors of the ViT do
 */
public record Preprocessing(int imageSize, double cropPct, Filter filter, boolean squash) {

    /**
     * The platform's own evaluation.
     *
     * @param imageSize height and width of the network's input, pixels
     * @param cropPct share of a scaled picture that is cut out
     */
    public Preprocessing(int imageSize, double cropPct) {
        this(imageSize, cropPct, Filter.BICUBIC, false);
    }

    /**
     * @param imageSize height and width, pixels
     * @return evaluation on the largest square in the middle
     */
    public static Preprocessing whole(int imageSize) {
        return new Preprocessing(imageSize, 1);
    }

    /**
     * {@return whether images are decoded again whenever they are used, instead of once: random crops are taken out of the whole
     * picture, and memory would not hold large ones}
     */
    public boolean streams() {
        return imageSize > ModelArchitecture.LARGEST_SMALL_IMAGE;
    }

    /**
     * Timm's transformation for evaluation: torchvision's {@code Resize} of the shorter side to the whole part of {@code
     * imageSize / cropPct}, bicubic, and {@code CenterCrop}.
     *
     * @param picture a picture of any size; not changed
     * @return planes red, green, blue
     */
    public byte[] evaluated(Picture picture) {
        int shorter = (int) (imageSize / cropPct);
        int width = squash ? shorter : scaled(picture.width(), picture.height(), shorter);
        int height = squash ? shorter : scaled(picture.height(), picture.width(), shorter);
        if (fits(picture) && width == imageSize) {
            return picture.samples();
        }
        Picture centre = Picture.black(imageSize, imageSize);
        Box kept = new Box(middle(width), middle(height), imageSize, imageSize);
        Resampling.resize(picture, Box.whole(picture), filter, width, height, kept, centre);
        return centre.samples();
    }

    /**
     * @param picture a picture of any size; not changed
     * @return planes of the largest square in the middle, scaled to the image size
     */
    public byte[] square(Picture picture) {
        return whole(imageSize).evaluated(picture);
    }

    /**
     * @param picture a picture
     * @return whether it has the network's size already, so that its square is all of it
     */
    public boolean fits(Picture picture) {
        return picture.width() == imageSize && picture.height() == imageSize;
    }

    private static int scaled(int side, int other, int shorter) {
        return side <= other ? shorter : (int) ((double) ((long) shorter * side) / other);
    }

    private int middle(int side) {
        return (int) Math.rint((side - imageSize) / 2.0);
    }
}

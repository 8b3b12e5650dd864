package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.util.Arrays;

/**
 * Images in memory that have the network's size already.
 *
 * @param pixels for each image its planes red, green, blue
 */
record ImagesInMemory(byte[][] pixels) implements ImageSource {

    @Override
    public int size() {
        return pixels.length;
    }

    @Override
    public ImageSource some(int[] positions) {
        return new ImagesInMemory(
                Arrays.stream(positions).mapToObj(i -> pixels[i]).toArray(byte[][]::new));
    }

    @Override
    public PixelReader reader(Preprocessing preprocessing) {
        int side = preprocessing.imageSize();
        return new PixelReader() {
            @Override
            public Picture whole(int image) {
                return new Picture(side, side, pixels[image]);
            }

            @Override
            public byte[] square(int image) {
                return pixels[image];
            }

            @Override
            public byte[] evaluated(int image) {
                return pixels[image];
            }
        };
    }
}

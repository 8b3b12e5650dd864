package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Images in memory that have the network's size. The whole pictures that they were cut out of, which random crops are taken
 * from, stay encoded.
 *
 * @param pixels for each image its planes red, green, blue
 * @param pictures the files of those that are only a part of their picture; null if all are whole
 */
record ImagesInMemory(byte[][] pixels, EncodedImages pictures) implements ImageSource {

    @Override
    public int size() {
        return pixels.length;
    }

    @Override
    public boolean decodes() {
        return pictures != null;
    }

    @Override
    public ImageSource some(int[] positions) {
        return new ImagesInMemory(
                Arrays.stream(positions).mapToObj(i -> pixels[i]).toArray(byte[][]::new),
                pictures == null ? null : pictures.some(positions));
    }

    @Override
    public PixelReader reader(Preprocessing preprocessing) {
        int side = preprocessing.imageSize();
        PixelReader files = pictures == null ? null : pictures.reader(preprocessing);
        return new PixelReader() {
            @Override
            public <T> T whole(int image, Function<Picture, T> use) {
                return files == null || pictures.numbers()[image] == EncodedImages.NONE
                        ? use.apply(new Picture(side, side, pixels[image]))
                        : files.whole(image, use);
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

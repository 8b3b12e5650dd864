package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Image files that were decoded once to see that they can be.
 *
 * @param pack where they lie
 * @param numbers their numbers there, in order; {@link #NONE} for an image without a file
 * @param maxPixels most pixels of one image
 */
record EncodedImages(ImagePack pack, int[] numbers, long maxPixels) implements ImageSource {

    /** Number of no file. */
    static final int NONE = -1;

    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public boolean decodes() {
        return true;
    }

    @Override
    public EncodedImages some(int[] positions) {
        return new EncodedImages(
                pack, Arrays.stream(positions).map(i -> numbers[i]).toArray(), maxPixels);
    }

    @Override
    public PixelReader reader(Preprocessing preprocessing) {
        return new DecodingReader(preprocessing);
    }

    private final class DecodingReader implements PixelReader {

        private final ImageDecoder decoder = new ImageDecoder(maxPixels);
        private final Preprocessing preprocessing;

        DecodingReader(Preprocessing preprocessing) {
            this.preprocessing = preprocessing;
        }

        @Override
        public <T> T whole(int image, Function<Picture, T> use) {
            try {
                return decoder.decode(pack.read(numbers[image]), use);
            } catch (IOException e) {
                throw new UncheckedIOException("image " + image + " cannot be read again", e);
            }
        }

        @Override
        public byte[] square(int image) {
            return whole(image, preprocessing::square);
        }

        @Override
        public byte[] evaluated(int image) {
            return whole(image, preprocessing::evaluated);
        }
    }
}

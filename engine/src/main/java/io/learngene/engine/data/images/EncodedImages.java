package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Image files that were decoded once to see that they can be.
 *
 * @param pack where they lie
 * @param numbers their numbers there, in order
 * @param maxPixels most pixels of one image
 */
record EncodedImages(ImagePack pack, int[] numbers, long maxPixels) implements ImageSource {

    @Override
    public int size() {
        return numbers.length;
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

        private final ImageDecoder decoder;
        private final double cropPct;

        DecodingReader(Preprocessing preprocessing) {
            this.decoder = new ImageDecoder(preprocessing.imageSize(), maxPixels);
            this.cropPct = preprocessing.cropPct();
        }

        @Override
        public Picture whole(int image) {
            return read(image, decoder::whole);
        }

        @Override
        public byte[] square(int image) {
            return read(image, file -> decoder.centre(file, 1));
        }

        @Override
        public byte[] evaluated(int image) {
            return read(image, file -> decoder.centre(file, cropPct));
        }

        private <T> T read(int image, Decoding<T> decoding) {
            try {
                return decoding.of(pack.read(numbers[image]));
            } catch (IOException e) {
                throw new UncheckedIOException("image " + image + " cannot be read again", e);
            }
        }
    }

    private interface Decoding<T> {
        T of(byte[] file) throws IOException;
    }
}

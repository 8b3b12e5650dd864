package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import java.util.Base64;
import java.util.BitSet;

/**
 * Which images were put into the right class: enough to compare two models image by image.
 *
 * @param of SHA-256 of what the images are and of their labels in order: only models with the same one saw the same images
 * @param images how many
 * @param bits a bit for each in their order, the lowest of a byte first; Base64
 */
public record RightImages(String of, int images, String bits) {

    public RightImages {
        Check.sha256("of", of);
        Check.range("images", images, 0, Integer.MAX_VALUE);
        Check.present("bits", bits);
        Check.that(bits.length() <= ((images + 7) / 8 + 2) / 3 * 4, "bits", bits.length(), "give a bit for each image");
    }

    /**
     * @param of SHA-256 of what the images are
     * @param images how many
     * @param right which were right
     * @return them
     */
    public static RightImages of(String of, int images, BitSet right) {
        return new RightImages(of, images, Base64.getEncoder().encodeToString(right.toByteArray()));
    }

    /** {@return which were right} */
    public BitSet set() {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(bits);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("bits", bits.length() + " characters", "give Base64");
        }
        BitSet set = BitSet.valueOf(bytes);
        Check.that(set.length() <= images, "bits", set.length(), "give a bit for each of " + images + " images");
        return set;
    }
}

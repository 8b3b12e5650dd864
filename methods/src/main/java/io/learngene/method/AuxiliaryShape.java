package io.learngene.method;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;

/**
 * The auxiliary model of a method without stages: a Vision Transformer without what the dataset decides.
 *
 * @param dim token width; default 96
 * @param heads attention heads; default {@link #heads}
 * @param patchSize pixels; default 4
 * @param depth layers; default 8
 * @param mlpRatio default 4
 * @param pooling {@code norm_then_mean} (default), {@code mean_then_norm} or {@code class_token}
 */
public record AuxiliaryShape(
        Integer dim, Integer heads, Integer patchSize, Integer depth, Double mlpRatio, Pooling pooling) {

    /** A small one of eight layers. */
    public static final AuxiliaryShape DEFAULT = new AuxiliaryShape(null, null, null, null, null, null);

    public AuxiliaryShape {
        dim = dim == null ? 96 : dim;
        heads = heads == null ? heads(dim) : heads;
        patchSize = patchSize == null ? 4 : patchSize;
        depth = depth == null ? 8 : depth;
        mlpRatio = mlpRatio == null ? 4.0 : mlpRatio;
        check(pooling, patchSize);
        // Refuses an impossible shape here, where its field names mean something to the reader.
        new VitArchitecture(patchSize * 8, patchSize, dim, heads, depth, 2, mlpRatio, null, pooling);
    }

    /**
     * @param dim token width
     * @return attention heads where none are given: dim / 64, of small widths dim / 32, at least 1
     */
    public static int heads(int dim) {
        return Math.max(1, dim >= 192 ? dim / 64 : dim / 32);
    }

    /**
     * @param pooling pooling of an auxiliary model; null for the default
     * @param patchSize pixels
     * @throws io.learngene.contracts.InvalidFieldException if no auxiliary model can have them
     */
    public static void check(Pooling pooling, int patchSize) {
        Check.that(
                pooling != Pooling.DISTILLED,
                "pooling",
                "distilled",
                "give norm_then_mean, mean_then_norm or class_token");
        Check.range("patch_size", patchSize, 1, 64);
    }

    /**
     * @param imageSize pixels of the dataset's images
     * @throws io.learngene.contracts.InvalidFieldException if patches do not divide them
     */
    public void checkImages(int imageSize) {
        Check.that(
                imageSize % patchSize == 0,
                "auxiliary.patch_size",
                patchSize,
                "it has to divide dataset.image_size, which is " + imageSize);
    }

    /**
     * @param classes classes of the dataset
     * @param imageSize pixels
     * @return the auxiliary model
     */
    public VitArchitecture architecture(int classes, int imageSize) {
        return new VitArchitecture(imageSize, patchSize, dim, heads, depth, classes, mlpRatio, null, pooling);
    }
}

package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.Freeze;

/**
 * A Vision Transformer with pre-norm blocks (Dosovitskiy et al., ICLR 2021; tensor names as in timm): patch embedding,
 * learned position embedding, {@code depth} blocks of multi-head attention with qkv bias and an MLP with exact GELU,
 * final norm, pooling, linear head.
 *
 * @param imageSize height and width of the input, pixels; a multiple of {@code patchSize}
 * @param patchSize kernel and stride of the patch embedding, pixels
 * @param dim width of a token
 * @param heads attention heads; divides {@code dim}
 * @param depth number of blocks that run
 * @param classes width of the head
 * @param mlpRatio hidden width of the MLP over {@code dim}; default 4
 * @param normEps epsilon of every layer norm; default 1e-6
 * @param pooling default {@link Pooling#NORM_THEN_MEAN}
 */
public record VitArchitecture(
        int imageSize,
        int patchSize,
        int dim,
        int heads,
        int depth,
        int classes,
        Double mlpRatio,
        Double normEps,
        Pooling pooling)
        implements ModelArchitecture {

    /** Largest depth that is accepted anywhere. */
    public static final int MAX_DEPTH = 256;

    public VitArchitecture {
        mlpRatio = mlpRatio == null ? 4.0 : mlpRatio;
        normEps = normEps == null ? 1e-6 : normEps;
        pooling = pooling == null ? Pooling.NORM_THEN_MEAN : pooling;
        Check.range("image_size", imageSize, 8, 1024);
        Check.range("patch_size", patchSize, 1, 64);
        Check.that(
                imageSize % patchSize == 0,
                "patch_size",
                patchSize,
                "it has to divide image_size, which is " + imageSize);
        Check.range("dim", dim, 8, 4096);
        Check.range("heads", heads, 1, 64);
        Check.that(dim % heads == 0, "heads", heads, "the number of heads has to divide dim, which is " + dim);
        Check.range("depth", depth, 1, MAX_DEPTH);
        Check.range("classes", classes, 2, 100_000);
        Check.range("mlp_ratio", mlpRatio, 0.5, 16.0);
        Check.range("norm_eps", normEps, 1e-12, 1e-2);
    }

    /** {@return patches per image} */
    @JsonIgnore
    public int patches() {
        return (imageSize / patchSize) * (imageSize / patchSize);
    }

    /** {@return tokens per image: patches, and the class and distillation token where there are} */
    @JsonIgnore
    public int tokens() {
        return patches() + extraTokens();
    }

    /** {@return tokens in front of the patches} */
    @JsonIgnore
    public int extraTokens() {
        return switch (pooling) {
            case NORM_THEN_MEAN, MEAN_THEN_NORM -> 0;
            case CLASS_TOKEN -> 1;
            case DISTILLED -> 2;
        };
    }

    /** {@return hidden width of the MLP} */
    @JsonIgnore
    public int hidden() {
        return (int) (dim * mlpRatio);
    }

    /** {@return parameters of one block} */
    @JsonIgnore
    public long blockParameters() {
        long d = dim;
        long h = hidden();
        return 2 * 2 * d + (3 * d * d + 3 * d) + (d * d + d) + (d * h + h) + (h * d + d);
    }

    /** {@return parameters outside the blocks} */
    @JsonIgnore
    public long otherParameters() {
        long d = dim;
        long patch = 3L * patchSize * patchSize * d + d;
        long position = (long) tokens() * d;
        return patch + position + extraTokens() * d + 2 * d + classifiers() * (d * classes + classes);
    }

    private long classifiers() {
        return pooling == Pooling.DISTILLED ? 2 : 1;
    }

    @Override
    @JsonIgnore
    public long parameters() {
        return otherParameters() + depth * blockParameters();
    }

    /** {@return floating point operations of one block for one image, two per multiply-add} */
    @JsonIgnore
    public long blockFlops() {
        long n = tokens();
        long d = dim;
        return 2 * (n * (4 * d * d + 2 * d * hidden()) + 2 * n * n * d);
    }

    @Override
    @JsonIgnore
    public long flops() {
        return embeddingFlops() + depth * blockFlops() + headFlops();
    }

    private long embeddingFlops() {
        return 2L * patches() * 3 * patchSize * patchSize * dim;
    }

    private long headFlops() {
        return classifiers() * 2 * dim * classes;
    }

    /**
     * @param freeze layers that stand still; null for none
     * @return operations of those for one image, through which no gradient goes back
     */
    @JsonIgnore
    public long frozenFlops(Freeze freeze) {
        if (freeze == null || !freeze.on()) {
            return 0;
        }
        return freeze.all() ? flops() - headFlops() : embeddingFlops() + freeze.blocks() * blockFlops();
    }

    @Override
    @JsonIgnore
    public int imageStep() {
        return patchSize;
    }

    @Override
    public VitArchitecture forDataset(int newClasses, int newImageSize) {
        return new VitArchitecture(newImageSize, patchSize, dim, heads, depth, newClasses, mlpRatio, normEps, pooling);
    }

    /**
     * @param newDepth number of blocks
     * @return the same network with another depth
     */
    public VitArchitecture withDepth(int newDepth) {
        return new VitArchitecture(imageSize, patchSize, dim, heads, newDepth, classes, mlpRatio, normEps, pooling);
    }

    /**
     * @param newDim width of a token
     * @param newHeads attention heads
     * @return the same network with another width
     */
    public VitArchitecture withWidth(int newDim, int newHeads) {
        return new VitArchitecture(imageSize, patchSize, newDim, newHeads, depth, classes, mlpRatio, normEps, pooling);
    }
}

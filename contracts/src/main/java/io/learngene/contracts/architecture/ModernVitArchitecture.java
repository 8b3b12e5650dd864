package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * A Vision Transformer with what came after the first ones: DeiT-III, CLIP's and DINOv2's towers and their like (tensor names as in
 * timm; a gate and what it gates are one tensor, as in timm's packed SwiGLU). It answers and is not trained here, so only an ancestor
 * can be one.
 *
 * @param imageSize height and width of the input, pixels; a multiple of {@code patchSize}
 * @param patchSize kernel and stride of the patch embedding, pixels
 * @param dim width of a token
 * @param heads attention heads; divides {@code dim}
 * @param depth number of blocks
 * @param classes width of the head
 * @param normEps epsilon of every layer norm
 * @param tokens what enters the blocks
 * @param block what a block is
 * @param answer what becomes of the tokens behind the blocks
 */
public record ModernVitArchitecture(
        int imageSize,
        int patchSize,
        int dim,
        int heads,
        int depth,
        int classes,
        double normEps,
        Tokens tokens,
        Layer block,
        Answer answer)
        implements ModelArchitecture {

    private static final int MOST_REGISTERS = 64;

    /**
     * The tokens that enter the blocks: in front of the patches a class token, then registers (Darcet et al., ICLR 2024).
     *
     * @param classToken whether there is one
     * @param registers tokens that nobody reads
     * @param placed tokens in front of the patches that the position embedding has a place for, from the first one on
     * @param normed whether a norm stands before the blocks, and the patch embedding has no bias (CLIP)
     */
    public record Tokens(boolean classToken, int registers, int placed, boolean normed) {
        public Tokens {
            Check.range("registers", registers, 0, MOST_REGISTERS);
            Check.range("placed", placed, 0, (classToken ? 1 : 0) + registers);
        }

        /** {@return tokens in front of the patches} */
        @JsonIgnore
        public int extra() {
            return (classToken ? 1 : 0) + registers;
        }
    }

    /**
     * A block.
     *
     * @param hidden what the MLP's last layer takes
     * @param gated whether a first half, activated, weighs a second one (SwiGLU: Shazeer, 2020)
     * @param activation the MLP's
     * @param qkvBias whether queries, keys and values have a bias
     * @param qkNorm whether the queries and keys of a head go through norms
     * @param layerScale whether what a branch adds is weighed by channel (Touvron et al., ICCV 2021)
     */
    public record Layer(
            int hidden, boolean gated, Activation activation, boolean qkvBias, boolean qkNorm, boolean layerScale) {
        public Layer {
            Check.range("hidden", hidden, 1, 1 << 16);
            Check.present("activation", activation);
        }
    }

    /** Functions between an MLP's layers. */
    public enum Activation {
        /** x times the normal distribution of x. */
        @JsonProperty("gelu")
        GELU,
        /** Its approximation by a hyperbolic tangent. */
        @JsonProperty("gelu_tanh")
        GELU_TANH,
        /** Its approximation by a sigmoid, of 1.702 x. */
        @JsonProperty("quick_gelu")
        QUICK_GELU,
        /** x times its sigmoid. */
        @JsonProperty("silu")
        SILU
    }

    /**
     * From tokens to logits.
     *
     * @param pool what the head takes
     * @param norm where the final norm stands
     */
    public record Answer(Pool pool, FinalNorm norm) {
        public Answer {
            Check.present("pool", pool);
            Check.present("norm", norm);
            Check.that(
                    pool != Pool.CLASS_AND_MEAN || norm != FinalNorm.AFTER_POOLING,
                    "norm",
                    "after_pooling",
                    "a class token beside a mean has its norm before pooling");
        }
    }

    /** What the head takes of the tokens. */
    public enum Pool {
        /** The class token. */
        @JsonProperty("class_token")
        CLASS_TOKEN,
        /** The mean of the patches. */
        @JsonProperty("mean")
        MEAN,
        /** Both, one behind the other. */
        @JsonProperty("class_and_mean")
        CLASS_AND_MEAN
    }

    /** Places of the final norm. */
    public enum FinalNorm {
        /** Tensors {@code norm.*}. */
        @JsonProperty("before_pooling")
        BEFORE_POOLING,
        /** Tensors {@code fc_norm.*}. */
        @JsonProperty("after_pooling")
        AFTER_POOLING,
        /** There is none. */
        @JsonProperty("none")
        NONE
    }

    public ModernVitArchitecture {
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
        Check.range("depth", depth, 1, VitArchitecture.MAX_DEPTH);
        Check.range("classes", classes, 2, 100_000);
        Check.range("norm_eps", normEps, 1e-12, 1e-2);
        Check.present("tokens", tokens);
        Check.present("block", block);
        Check.present("answer", answer);
        Check.that(
                tokens.classToken() || answer.pool() == Pool.MEAN,
                "answer.pool",
                answer.pool(),
                "without a class token only the mean of the patches is left");
    }

    /** {@return patches per image} */
    @JsonIgnore
    public int patches() {
        return (imageSize / patchSize) * (imageSize / patchSize);
    }

    /** {@return numbers that the head takes} */
    @JsonIgnore
    public int features() {
        return answer.pool() == Pool.CLASS_AND_MEAN ? 2 * dim : dim;
    }

    /** {@return width of the MLP's first layer: of a gated one, gate and gated together} */
    @JsonIgnore
    public int expanded() {
        return block.gated() ? 2 * block.hidden() : block.hidden();
    }

    /** {@return what it has that a {@link VitArchitecture} has not, in words; never empty where it is no such} */
    @JsonIgnore
    public List<String> particulars() {
        List<String> has = new ArrayList<>();
        add(has, block.layerScale(), "layer scale");
        add(has, tokens.registers() > 0, tokens.registers() + " register tokens");
        add(has, tokens.placed() < tokens.extra(), "tokens without a position");
        add(has, tokens.normed(), "a norm before the blocks");
        add(has, block.qkNorm(), "normed queries and keys");
        add(has, !block.qkvBias(), "queries, keys and values without bias");
        add(has, block.gated(), "a gated MLP");
        add(has, block.activation() != Activation.GELU, "another activation than gelu");
        add(has, tokens.classToken() && answer.pool() != Pool.CLASS_TOKEN, "a mean of patches beside a class token");
        add(
                has,
                answer.norm() == FinalNorm.NONE
                        || answer.norm() == FinalNorm.AFTER_POOLING && answer.pool() == Pool.CLASS_TOKEN,
                "its final norm elsewhere");
        return List.copyOf(has);
    }

    private static void add(List<String> list, boolean condition, String text) {
        if (condition) {
            list.add(text);
        }
    }

    @Override
    @JsonIgnore
    public long parameters() {
        long d = dim;
        long norm = 2 * d;
        long patch = 3L * patchSize * patchSize * d + (tokens.normed() ? 0 : d);
        long positions = (patches() + (long) tokens.placed()) * d;
        long around = patch
                + positions
                + tokens.extra() * d
                + (tokens.normed() ? norm : 0)
                + (answer.norm() == FinalNorm.NONE ? 0 : norm)
                + (long) features() * classes
                + classes;
        return around + depth * blockParameters();
    }

    private long blockParameters() {
        long d = dim;
        long attention =
                3 * d * d + (block.qkvBias() ? 3 * d : 0) + (block.qkNorm() ? 4L * (d / heads) : 0) + d * d + d;
        long mlp = d * expanded() + expanded() + (long) block.hidden() * d + d;
        return 4 * d + attention + mlp + (block.layerScale() ? 2 * d : 0);
    }

    @Override
    @JsonIgnore
    public long flops() {
        long n = patches() + (long) tokens.extra();
        long d = dim;
        long ofBlock = 2 * (n * (4 * d * d + d * (expanded() + (long) block.hidden())) + 2 * n * n * d);
        long embedding = 2L * patches() * 3 * patchSize * patchSize * dim;
        return embedding + depth * ofBlock + 2L * features() * classes;
    }

    @Override
    @JsonIgnore
    public int imageStep() {
        return patchSize;
    }

    @Override
    public ModernVitArchitecture forDataset(int newClasses, int newImageSize) {
        return new ModernVitArchitecture(
                newImageSize, patchSize, dim, heads, depth, newClasses, normEps, tokens, block, answer);
    }
}

package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import java.util.List;

/**
 * A residual network (He et al., CVPR 2016; tensor names as in timm): stem, groups of residual blocks that double the
 * width and halve the resolution, global mean, linear head.
 *
 * @param imageSize height and width of the input, pixels
 * @param classes width of the head
 * @param layers residual blocks of each group, for example {@code [2, 2, 2, 2]} for ResNet-18
 * @param block default {@link Block#BASIC}
 * @param stem default {@link Stem#CIFAR} up to 64 pixels, {@link Stem#IMAGENET} above
 * @param width channels of the first group; default 64
 */
public record ResNetArchitecture(
        int imageSize, int classes, List<Integer> layers, Block block, Stem stem, Integer width)
        implements ModelArchitecture {

    /** The residual block. */
    public enum Block {
        /** Two 3x3 convolutions. */
        @JsonProperty("basic")
        BASIC(1),
        /** 1x1, 3x3, 1x1 convolutions, output four times as wide. */
        @JsonProperty("bottleneck")
        BOTTLENECK(4);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }

        /** {@return output channels over inner channels} */
        public int expansion() {
            return expansion;
        }
    }

    /** What stands before the first group. */
    public enum Stem {
        /** One 3x3 convolution with stride 1 and no pooling. */
        @JsonProperty("cifar")
        CIFAR,
        /** One 7x7 convolution with stride 2, then 3x3 max pooling with stride 2. */
        @JsonProperty("imagenet")
        IMAGENET
    }

    public ResNetArchitecture {
        Check.range("image_size", imageSize, 8, 1024);
        Check.range("classes", classes, 2, 100_000);
        Check.present("layers", layers);
        Check.that(
                !layers.isEmpty()
                        && layers.size() <= 8
                        && layers.stream().allMatch(n -> n != null && n >= 1 && n <= 64),
                "layers",
                layers,
                "give 1 to 8 groups of 1 to 64 blocks, for example [2, 2, 2, 2]");
        layers = List.copyOf(layers);
        block = block == null ? Block.BASIC : block;
        stem = stem == null ? (imageSize <= 64 ? Stem.CIFAR : Stem.IMAGENET) : stem;
        width = width == null ? 64 : width;
        Check.range("width", width, 4, 1024);
    }

    @Override
    @JsonIgnore
    public long parameters() {
        return count().parameters;
    }

    @Override
    @JsonIgnore
    public long flops() {
        return count().flops;
    }

    @Override
    public ResNetArchitecture forDataset(int newClasses, int newImageSize) {
        return new ResNetArchitecture(newImageSize, newClasses, layers, block, stem, width);
    }

    private Count count() {
        Count count = new Count();
        int size = imageSize;
        if (stem == Stem.CIFAR) {
            count.convolution(3, width, 3, size);
        } else {
            size = half(size);
            count.convolution(3, width, 7, size);
            size = half(size);
        }
        int in = width;
        for (int group = 0; group < layers.size(); group++) {
            int inner = width << group;
            int out = inner * block.expansion();
            for (int i = 0; i < layers.get(group); i++) {
                int inSize = size;
                boolean strided = i == 0 && group > 0;
                size = strided ? half(size) : size;
                if (block == Block.BASIC) {
                    count.convolution(in, inner, 3, size);
                    count.convolution(inner, inner, 3, size);
                } else {
                    count.convolution(in, inner, 1, inSize);
                    count.convolution(inner, inner, 3, size);
                    count.convolution(inner, out, 1, size);
                }
                if (strided || in != out) {
                    count.convolution(in, out, 1, size);
                }
                in = out;
            }
        }
        count.parameters += (long) in * classes + classes;
        count.flops += 2L * in * classes;
        return count;
    }

    private static int half(int size) {
        return (size + 1) / 2;
    }

    /** Convolutions without bias, each followed by batch norm's two vectors. */
    private static final class Count {
        private long parameters;
        private long flops;

        private void convolution(int in, int out, int kernel, int outSize) {
            long weights = (long) in * out * kernel * kernel;
            parameters += weights + 2L * out;
            flops += 2 * weights * outSize * outSize;
        }
    }
}

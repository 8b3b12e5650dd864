package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;

/**
 * The shape of an ancestor that is to be trained, without what the dataset decides.
 *
 * @param type {@code resnet} (default) or {@code vit}
 * @param layers ResNet: blocks per group; default [1, 1, 1]
 * @param width ResNet: channels of the first group; default 32
 * @param block ResNet: default basic
 * @param stem ResNet: default cifar up to 64 pixels
 * @param dim ViT: token width; required for a ViT
 * @param heads ViT: default dim / 64, at least 1
 * @param depth ViT: default 12
 * @param patchSize ViT: default 4
 */
public record AncestorModel(
        Type type,
        List<Integer> layers,
        Integer width,
        ResNetArchitecture.Block block,
        ResNetArchitecture.Stem stem,
        Integer dim,
        Integer heads,
        Integer depth,
        Integer patchSize) {

    /** A ResNet with three groups of one basic block, 32 channels wide: strong for its cost on small images. */
    public static final AncestorModel DEFAULT =
            new AncestorModel(Type.RESNET, List.of(1, 1, 1), 32, null, null, null, null, null, null);

    /** The kinds of network. */
    public enum Type {
        /** Residual network. */
        @JsonProperty("resnet")
        RESNET,
        /** Vision Transformer. */
        @JsonProperty("vit")
        VIT
    }

    public AncestorModel {
        type = type == null ? Type.RESNET : type;
        if (type == Type.RESNET) {
            Check.that(
                    dim == null && heads == null && depth == null && patchSize == null,
                    "type",
                    "resnet",
                    "dim, heads, depth and patch_size belong to type vit");
            layers = layers == null ? List.of(1, 1, 1) : layers;
            width = width == null ? 32 : width;
        } else {
            Check.that(
                    layers == null && width == null && block == null && stem == null,
                    "type",
                    "vit",
                    "layers, width, block and stem belong to type resnet");
            Check.present("dim", dim);
            heads = heads == null ? Math.max(1, dim / 64) : heads;
            depth = depth == null ? 12 : depth;
            patchSize = patchSize == null ? 4 : patchSize;
            // Before the smallest image is made of it, whose size would be refused in its place.
            Check.range("patch_size", patchSize, 1, 64);
        }
        shape(
                type,
                layers,
                width,
                block,
                stem,
                dim,
                heads,
                depth,
                patchSize,
                2,
                patchSize == null ? 32 : patchSize * 8);
    }

    /**
     * @param classes classes of the dataset
     * @param imageSize image size of the dataset, pixels
     * @return the complete architecture
     */
    public ModelArchitecture architecture(int classes, int imageSize) {
        return shape(type, layers, width, block, stem, dim, heads, depth, patchSize, classes, imageSize);
    }

    private static ModelArchitecture shape(
            Type type,
            List<Integer> layers,
            Integer width,
            ResNetArchitecture.Block block,
            ResNetArchitecture.Stem stem,
            Integer dim,
            Integer heads,
            Integer depth,
            Integer patchSize,
            int classes,
            int imageSize) {
        return type == Type.RESNET
                ? new ResNetArchitecture(imageSize, classes, layers, block, stem, width)
                : new VitArchitecture(imageSize, patchSize, dim, heads, depth, classes, null, null, null);
    }
}

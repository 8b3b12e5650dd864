package io.learngene.method.sws;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.method.AuxiliaryShape;

/**
 * The auxiliary model (Aux-Net) that is distilled; its shared blocks become the learngene.
 *
 * @param dim token width; default 96
 * @param heads attention heads; default dim / 64, at least 1 (small dims: dim / 32)
 * @param patchSize pixels; default 4
 * @param repeats how often each stage applies its block; default [2, 2, 2, 2]
 * @param mlpRatio default 4
 * @param pooling {@code norm_then_mean} (default), {@code mean_then_norm} or {@code class_token}
 */
public record AuxiliaryModel(
        Integer dim, Integer heads, Integer patchSize, StageSchedule repeats, Double mlpRatio, Pooling pooling) {

    /** A small auxiliary model with four stages. */
    public static final AuxiliaryModel DEFAULT = new AuxiliaryModel(null, null, null, null, null, null);

    public AuxiliaryModel {
        dim = dim == null ? 96 : dim;
        heads = heads == null ? AuxiliaryShape.heads(dim) : heads;
        patchSize = patchSize == null ? 4 : patchSize;
        repeats = repeats == null ? new StageSchedule(java.util.List.of(2, 2, 2, 2)) : repeats;
        mlpRatio = mlpRatio == null ? 4.0 : mlpRatio;
        AuxiliaryShape.check(pooling, patchSize);
        // Refuses an impossible shape here, where its field names mean something to the reader.
        new VitArchitecture(patchSize * 8, patchSize, dim, heads, repeats.depth(), 2, mlpRatio, null, pooling);
    }

    /**
     * @param classes classes of the dataset
     * @param imageSize pixels
     * @return the ViT with the depth of the auxiliary model
     */
    public VitArchitecture architecture(int classes, int imageSize) {
        return new VitArchitecture(imageSize, patchSize, dim, heads, repeats.depth(), classes, mlpRatio, null, pooling);
    }
}

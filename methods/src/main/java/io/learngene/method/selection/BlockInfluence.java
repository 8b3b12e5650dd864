package io.learngene.method.selection;

import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Network;
import java.util.Arrays;
import java.util.List;

/**
 * Block influence (ShortGPT, arXiv 2403.03853): of each layer, one minus the mean over all tokens of the cosine between what enters it and what
 * leaves it. A layer of no influence passes on what it gets.
 *
 * @param ofLayers influence of each layer, 0 to 2
 * @param images images that it was measured on
 * @param flops operations of measuring it: one forward pass of each image; not part of the family's cost ratio
 */
public record BlockInfluence(List<Double> ofLayers, int images, double flops) {

    /** Images of one pass. */
    private static final int BATCH = 64;

    /**
     * @param network a Vision Transformer
     * @param images what it is asked about, as evaluation sees them
     * @param between called between two passes
     * @return the influence of its layers
     */
    static BlockInfluence of(Network network, LabelledImages images, Runnable between) {
        double[] sums = {};
        try (BatchStream batches = BatchLoader.evaluation(images, BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                between.run();
                double[] cosines = network.layerCosines(batch);
                sums = sums.length == 0 ? new double[cosines.length] : sums;
                for (int layer = 0; layer < cosines.length; layer++) {
                    sums[layer] += cosines[layer] * batch.size();
                }
            }
        }
        return new BlockInfluence(
                Arrays.stream(sums).mapToObj(sum -> 1 - sum / images.size()).toList(),
                images.size(),
                (double) images.size() * network.spec().architecture().flops());
    }
}

package io.learngene.method.growth;

import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Classifier;

/**
 * How far the answers of a grown network are from its source's. NaN where a network answers with one.
 *
 * @param largest largest difference of two logits
 * @param largestLogit largest absolute logit of the source
 * @param images number of images that were asked about
 */
public record LogitDifference(double largest, double largestLogit, int images) {

    /** Images of one pass. */
    private static final int BATCH = 64;

    /**
     * @param source the network that was grown
     * @param grown what came of it, for the same images and classes
     * @param images what to ask about, as evaluation sees them
     * @return the difference
     */
    public static LogitDifference of(Classifier source, Classifier grown, LabelledImages images) {
        LogitDifference difference = new LogitDifference(0, 0, 0);
        try (BatchStream batches = BatchLoader.evaluation(images, BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                difference = difference.plus(of(source, grown, batch));
            }
        }
        return difference;
    }

    /** The same of one batch. */
    static LogitDifference of(Classifier source, Classifier grown, ImageBatch batch) {
        float[] before = source.logits(batch).toFloats();
        float[] after = grown.logits(batch).toFloats();
        if (before.length != after.length) {
            throw new IllegalArgumentException(before.length / batch.size() + " and " + after.length / batch.size()
                    + " classes; compare networks of the same classes");
        }
        double largest = 0;
        double largestLogit = 0;
        for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, Math.abs((double) after[i] - before[i]));
            largestLogit = Math.max(largestLogit, Math.abs(before[i]));
        }
        return new LogitDifference(largest, largestLogit, batch.size());
    }

    /** {@return the largest difference over the largest logit} */
    public double relative() {
        return largest / largestLogit;
    }

    private LogitDifference plus(LogitDifference other) {
        return new LogitDifference(
                Math.max(largest, other.largest), Math.max(largestLogit, other.largestLogit), images + other.images);
    }
}

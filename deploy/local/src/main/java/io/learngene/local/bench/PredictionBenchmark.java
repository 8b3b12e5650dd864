package io.learngene.local.bench;

import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.batch.PictureBatches;
import io.learngene.engine.model.LocalModel;
import io.learngene.engine.network.Classifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures how many image files a model answers in a second, from the file to the logits. */
public final class PredictionBenchmark {

    private static final int ROUNDS = 5;

    /**
     * What was measured.
     *
     * @param images images of a round
     * @param batch images at once
     * @param imagesPerSecond the median of {@value #ROUNDS} rounds
     */
    public record Report(int images, int batch, double imagesPerSecond) {}

    private PredictionBenchmark() {}

    /**
     * @param model the model
     * @param classifier it, ready to be asked
     * @param files image files
     * @param batch images at once
     * @return the measurements, after a round that is not counted
     */
    public static Report measure(LocalModel model, Classifier classifier, List<Path> files, int batch) {
        seconds(model, classifier, files, batch);
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(files.size() / seconds(model, classifier, files, batch));
        }
        rounds.sort(null);
        return new Report(files.size(), batch, rounds.get(ROUNDS / 2));
    }

    private static double seconds(LocalModel model, Classifier classifier, List<Path> files, int batch) {
        DatasetLimits limits = DatasetLimits.standard();
        long start = System.nanoTime();
        try (PictureBatches batches =
                new PictureBatches(files, batch, model.preprocessing(), limits.entryBytes(), limits.pixels())) {
            for (PictureBatches.Batch each = batches.next(); each != null; each = batches.next()) {
                if (each.images() != null) {
                    classifier.logits(each.images());
                }
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }
}

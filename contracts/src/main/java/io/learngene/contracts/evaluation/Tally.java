package io.learngene.contracts.evaluation;

import io.learngene.contracts.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Counts the answers of a model, image by image in their order, into its evaluation. */
public final class Tally implements Answered {

    private final long[] ofClass;
    private final long[] rightOfClass;
    private final long[] answered;
    private final Map<Long, Long> confused = new HashMap<>();
    private final long[] binImages = new long[Calibration.BINS];
    private final long[] binRight = new long[Calibration.BINS];
    private final double[] binConfidence = new double[Calibration.BINS];
    private final BitSet right = new BitSet();
    private int[] labels = new int[1024];
    private int images;

    /** @param classes number of classes */
    public Tally(int classes) {
        this.ofClass = new long[classes];
        this.rightOfClass = new long[classes];
        this.answered = new long[classes];
    }

    /**
     * Counts the next image.
     *
     * @param label its class
     * @param answer the likeliest class
     * @param confidence probability of that, 0 to 1
     */
    public void add(int label, int answer, double confidence) {
        if (images == labels.length) {
            labels = Arrays.copyOf(labels, 2 * images);
        }
        labels[images] = label;
        boolean hit = label == answer;
        ofClass[label]++;
        answered[answer]++;
        int bin = Calibration.bin(confidence);
        binImages[bin]++;
        binConfidence[bin] += confidence;
        if (hit) {
            rightOfClass[label]++;
            binRight[bin]++;
            right.set(images);
        } else {
            confused.merge((long) label * ofClass.length + answer, 1L, Long::sum);
        }
        images++;
    }

    /**
     * @param classNames names of the classes, in the order of the head
     * @param what what the images are, for example a dataset's checksum: models are compared image by image only where it and the labels
     *     are the same
     * @return the evaluation
     */
    @Override
    public ModelEvaluation evaluation(List<String> classNames, String what) {
        List<ModelEvaluation.Confused> pairs = confused.entrySet().stream()
                .map(each -> new ModelEvaluation.Confused(
                        (int) (each.getKey() / ofClass.length),
                        (int) (each.getKey() % ofClass.length),
                        each.getValue()))
                .sorted(Comparator.comparingLong(ModelEvaluation.Confused::images)
                        .reversed()
                        .thenComparing(ModelEvaluation.Confused::label)
                        .thenComparing(ModelEvaluation.Confused::answer))
                .toList();
        List<ModelEvaluation.Confused> told = pairs.subList(0, Math.min(pairs.size(), ModelEvaluation.MOST_CONFUSED));
        long wrong = images - right.cardinality();
        return new ModelEvaluation(
                images,
                right.cardinality(),
                IntStream.range(0, classNames.size())
                        .mapToObj(c -> new ModelEvaluation.OfClass(
                                classNames.get(c), ofClass[c], rightOfClass[c], answered[c]))
                        .toList(),
                told,
                wrong
                        - told.stream()
                                .mapToLong(ModelEvaluation.Confused::images)
                                .sum(),
                Calibration.of(bins()),
                RightImages.of(digest(what), images, right));
    }

    private List<Calibration.Bin> bins() {
        List<Calibration.Bin> bins = new ArrayList<>();
        for (int b = 0; b < Calibration.BINS; b++) {
            bins.add(new Calibration.Bin(
                    binImages[b], binRight[b], binImages[b] == 0 ? 0 : binConfidence[b] / binImages[b]));
        }
        return bins;
    }

    private String digest(String what) {
        byte[] told = what.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(4 + told.length + 4 * images);
        all.putInt(told.length).put(told);
        for (int i = 0; i < images; i++) {
            all.putInt(labels[i]);
        }
        return Sha256.of(all.array());
    }
}

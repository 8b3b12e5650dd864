package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import java.util.List;

/**
 * How far a classifier's confidence is from how often it is right. Confidence is the probability of the likeliest class. The bins
 * are {@value #BINS} of equal width, closed above: {@code (0, 1/15], (1/15, 2/15]} and so on.
 *
 * @param error expected calibration error (Guo et al., ICML 2017): the distance of accuracy and mean confidence of every bin, weighted
 *     by its images; 0 to 1
 * @param bins the bins, from the least confidence on
 */
public record Calibration(double error, List<Bin> bins) {

    /** Number of bins, as published. */
    public static final int BINS = 15;

    /**
     * Images of which a classifier is about as confident.
     *
     * @param images how many
     * @param right how many of them are right
     * @param confidence mean confidence, 0 to 1; 0 where there are no images
     */
    public record Bin(long images, long right, double confidence) {}

    public Calibration {
        bins = List.copyOf(Check.present("bins", bins));
        Check.range("bins", bins.size(), BINS, BINS);
    }

    /**
     * @param bins the bins
     * @return them with their error
     */
    static Calibration of(List<Bin> bins) {
        long images = bins.stream().mapToLong(Bin::images).sum();
        double error = bins.stream()
                .mapToDouble(bin -> Math.abs(bin.right() - bin.images() * bin.confidence()))
                .sum();
        return new Calibration(images == 0 ? 0 : error / images, bins);
    }

    /**
     * @param confidence confidence, 0 to 1
     * @return number of its bin, from 0
     */
    static int bin(double confidence) {
        return (int) Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
    }
}
